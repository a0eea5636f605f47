using Studio.Core.Teams;

namespace Studio.Web.Tests.Account;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("password1234")]
    [InlineData("P4$$w0rd!2026")]
    [InlineData("qwertyuiop123")]
    [InlineData("123456789012")]
    [InlineData("aaaaaaaaaaaaaa")]
    [InlineData("letmein letmein")]
    [InlineData("Welcome2026!!")]
    [InlineData("1qaz2wsx3edc")]
    [InlineData("ada.byron2026")]
    [InlineData("only eleven")]
    public void What_is_guessed_first_is_refused(string password) =>
        Assert.NotEmpty(PasswordRules.Problems(password, "ada.byron@example.org", "Ada Byron"));

    [Theory]
    [InlineData("violet harbour cobalt lamp")]
    [InlineData("Bo likes long sentences 42")]
    [InlineData("пароль из четырёх слов")]
    [InlineData("kzmvrwtpxqhd")]
    public void Length_counts_and_composition_does_not(string password) => Assert.Empty(PasswordRules.Problems(password, "ada.byron@example.org"));

    [Fact]
    public void Long_pass_phrases_are_welcome()
    {
        Assert.Empty(PasswordRules.Problems(string.Join(' ', Enumerable.Range(0, 12).Select(i => $"wort{(char)('a' + i)}fluss"))));
        Assert.NotEmpty(PasswordRules.Problems(new string('x', 40) + Guid.NewGuid() + new string('y', 240)));
    }
}
