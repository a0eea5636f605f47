using Studio.Core.Teams;

namespace Studio.Core.Tests.Teams;

public sealed class MentionsTests
{
    private static readonly string[] Names = ["Ada", "Ada Byron", "Robin", "李雷"];

    [Theory]
    [InlineData("@Ada look", "Ada")]
    [InlineData("@ada byron, look", "ada byron")]
    [InlineData("(@Robin)", "Robin")]
    [InlineData("@Ada Byron and @Robin!", "Ada Byron|Robin")]
    [InlineData("@李雷，你看", "李雷")]
    [InlineData("ada@Robin.example", "")]
    [InlineData("@Robinson", "")]
    [InlineData("@", "")]
    [InlineData("@@Robin", "Robin")]
    public void The_longest_name_that_stands_there_is_meant(string text, string expected) =>
        Assert.Equal(expected.Split('|', StringSplitOptions.RemoveEmptyEntries), Mentions.In(text, Names));

    [Theory]
    [InlineData("@Ada")]
    [InlineData("Ask @Ada Byron or @nobody 😀 @Robin.")]
    [InlineData("")]
    [InlineData("no one @ all")]
    public void Nothing_of_the_text_is_lost(string text) => Assert.Equal(text, string.Concat(Mentions.Split(text, Names).Select(part => part.Text)));
}
