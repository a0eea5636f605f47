using Studio.Web.Tuning;

namespace Studio.Web.Tests.Tuning;

public sealed class LaunchDefaultsTests
{
    [Theory]
    [InlineData(126, 50)]
    [InlineData(20, 60)]
    [InlineData(100_000, 5)]
    public void Few_rows_are_passed_over_more_often(int rows, double epochs) =>
        Assert.Equal(epochs, LaunchDefaults.Sized(LaunchDefaults.Scratch, rows).Epochs);

    [Fact]
    public void A_pretrained_model_is_not_shown_a_row_more_than_twenty_times() =>
        Assert.Equal(20, LaunchDefaults.Sized(LaunchDefaults.For("some/encoder"), 40).Epochs);
}
