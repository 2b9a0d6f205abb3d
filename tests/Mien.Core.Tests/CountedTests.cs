namespace Mien.Core.Tests;

public sealed class CountedTests
{
    [Theory]
    [InlineData(0, "0 pictures")]
    [InlineData(1, "1 picture")]
    [InlineData(2000, "2000 pictures")]
    public void A_noun_fits_its_number(long count, string text) => Assert.Equal(text, Counted.Of(count, "picture"));

    [Theory]
    [InlineData(1, "1 augmented copy")]
    [InlineData(28709, "28,709 augmented copies")]
    public void Plurals_and_numbers_may_be_written_otherwise(long count, string text) => Assert.Equal(text, Counted.Of(count, "augmented copy", "augmented copies", "#,0"));
}
