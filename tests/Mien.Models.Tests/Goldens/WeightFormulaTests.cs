using Mien.Models.Goldens;

namespace Mien.Models.Tests.Goldens;

public sealed class WeightFormulaTests
{
    private const double ResNet18Gain = 0.875;

    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(1u, 0x514E28B7u)]
    public void Mixing_gives_the_worked_numbers(uint input, uint expected) => Assert.Equal(expected, WeightFormula.Mix(input));

    [Theory]
    [InlineData(0u, 0u, 0x3F8804FEu)]
    [InlineData(4u, 63u, 0x9F48B5ADu)]
    [InlineData(100u, 511999u, 0x75A683D8u)]
    [InlineData(WeightFormula.ImageTensor, 0u, 0xAAB9D0AFu)]
    [InlineData(WeightFormula.ImageTensor, 150527u, 0xDF3CD732u)]
    public void Hashing_gives_the_worked_numbers(uint tensor, uint element, uint expected) =>
        Assert.Equal(expected, WeightFormula.Hash(tensor, element));

    [Theory]
    [InlineData("conv1.weight", new long[] { 64, 3, 7, 7 }, 0u, 0, 0xBDB65851u)]
    [InlineData("conv1.weight", new long[] { 64, 3, 7, 7 }, 0u, 1, 0xBDFC8118u)]
    [InlineData("bn1.weight", new long[] { 64 }, 1u, 0, 0x3F8588DEu)]
    [InlineData("bn1.bias", new long[] { 64 }, 2u, 5, 0x3D5DE2A8u)]
    [InlineData("bn1.running_mean", new long[] { 64 }, 3u, 63, 0x3D30E478u)]
    [InlineData("bn1.running_var", new long[] { 64 }, 4u, 63, 0x3F8FA45Au)]
    [InlineData("fc.weight", new long[] { 1000, 512 }, 100u, 511999, 0xBBFAF6ADu)]
    public void Filling_gives_the_worked_bits(string name, long[] shape, uint tensor, int element, uint expectedBits)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        WeightFormula.Fill(values, name, shape, tensor, ResNet18Gain);
        Assert.Equal(expectedBits, BitConverter.SingleToUInt32Bits(values[element]));
    }

    [Theory]
    [InlineData("a.running_mean")]
    [InlineData("a.running_var")]
    [InlineData("a.weight")]
    [InlineData("a.bias")]
    public void The_last_elements_that_fill_no_whole_vector_get_the_same_bits(string name)
    {
        var whole = new float[64];
        var part = new float[61];
        WeightFormula.Fill(whole, name, [64], 7, 1);
        WeightFormula.Fill(part, name, [61], 7, 1);
        Assert.Equal(whole[..61], part);
    }

    [Fact]
    public void A_picture_gets_the_worked_bits()
    {
        var values = new float[150528];
        WeightFormula.FillImage(values);
        Assert.Equal(0x3F2AB9D0u, BitConverter.SingleToUInt32Bits(values[0]));
        Assert.Equal(0x3F5F3CD7u, BitConverter.SingleToUInt32Bits(values[150527]));
    }
}
