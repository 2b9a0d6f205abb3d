namespace Mien.Core.Tests;

public sealed class NearMissTests
{
    [Theory]
    [InlineData("optimzer", "optimizer")]
    [InlineData("Batch", "batch")]
    [InlineData("eopchs", "epochs")]
    [InlineData("lr_", "lr")]
    public void A_slip_of_the_finger_finds_the_word_that_was_meant(string typed, string meant) =>
        Assert.Equal(meant, NearMiss.Find(typed, ["data", "epochs", "batch", "lr", "optimizer"]));

    [Theory]
    [InlineData("colour")]
    [InlineData("")]
    public void A_word_that_resembles_none_finds_none(string typed) =>
        Assert.Null(NearMiss.Find(typed, ["data", "epochs", "batch", "optimizer"]));

    [Fact]
    public void The_hint_is_empty_when_nothing_is_near()
    {
        Assert.Equal("; did you mean 'epochs'?", NearMiss.Hint("epoch", ["epochs"]));
        Assert.Equal("", NearMiss.Hint("zebra", ["epochs"]));
    }
}
