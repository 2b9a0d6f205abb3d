namespace Mien.Core.Tests;

public sealed class HeatMapTests
{
    private readonly HeatMap _map = new(Height: 2, Width: 3, [0, 1, 2, 10, 11, 12]);

    [Theory]
    [InlineData(1.0 / 6, 0.25, 0)] // the middle of the first value
    [InlineData(0.5, 0.75, 11)]
    [InlineData(1.0 / 3, 0.5, 5.5)] // between four
    [InlineData(0, 0, 0)] // beyond the middles of the outer values these go on
    [InlineData(1, 1, 12)]
    public void A_value_is_between_the_middles_of_its_neighbours(double x, double y, double expected) => Assert.Equal(expected, _map.At(x, y), 1e-6);

    [Fact]
    public void A_single_value_is_everywhere() => Assert.Equal(3, new HeatMap(1, 1, [3]).At(0.9, 0.1));
}
