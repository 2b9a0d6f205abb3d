using Mien.Data.Tables;
using Mien.Data.Tests.Importing;

namespace Mien.Data.Tests.Tables;

public sealed class NumpyFileTests
{
    [Theory]
    [InlineData("<f8", new byte[] { 0, 0, 0, 0, 0, 0, 0xE0, 0xBF }, -0.5)]
    [InlineData(">f4", new byte[] { 0x3F, 0, 0, 0 }, 0.5)]
    [InlineData("<f2", new byte[] { 0, 0x3C }, 1)]
    [InlineData("<i8", new byte[] { 0xFE, 255, 255, 255, 255, 255, 255, 255 }, -2)]
    [InlineData(">i2", new byte[] { 0xFF, 0xFE }, -2)]
    [InlineData("|i1", new byte[] { 0xFF }, -1)]
    [InlineData("|u1", new byte[] { 0xFF }, 255)]
    [InlineData("|S3", new byte[] { (byte)'1', (byte)'0', 0 }, 10)]
    [InlineData(">U2", new byte[] { 0, 0, 0, (byte)'4', 0, 0, 0, 0 }, 4)]
    public void A_number_of_any_kind_is_read(string kind, byte[] data, double value) =>
        Assert.Equal([value], NumpyFile.Parse(Npy.File($"{{'descr': '{kind}', 'fortran_order': False, 'shape': (), }}", data), "x.npy"));

    [Fact]
    public void What_is_written_is_read_again_and_its_numbers_begin_where_numpy_aligns_them()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("mien-test-").FullName, "map.npy");
        NumpyWriter.Write(path, 2, 3, [1, -0.5f, 2, 3, float.Epsilon, 1e30f]);
        Assert.Equal([1, -0.5, 2, 3, float.Epsilon, 1e30f], NumpyFile.Read(path));
        Assert.Equal(128 + 24, new FileInfo(path).Length); // numpy.save pads its header to a multiple of 64
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void Two_dimensions_are_read_row_by_row() => Assert.Equal([1, 2, 3, 4, 5, 6], NumpyFile.Parse(Npy.Doubles("(3, 2)", 1, 2, 3, 4, 5, 6), "x.npy"));

    // numpy.save(path, numpy.array([[1.0, 2, 3], [4, 5, 6]]).T), and what Python 2 wrote.
    [Theory]
    [InlineData("{'descr': '<f8', 'fortran_order': True, 'shape': (3, 2), }", new double[] { 1, 4, 2, 5, 3, 6 })]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (3L, 2L), }", new double[] { 1, 2, 3, 4, 5, 6 })]
    public void Either_order_is_read_row_by_row(string header, double[] expected)
    {
        var data = Npy.Doubles("(6,)", 1, 2, 3, 4, 5, 6);
        Assert.Equal(expected, NumpyFile.Parse(Npy.File(header, data[^48..]), "x.npy"));
    }

    [Fact]
    public void The_longer_header_of_later_versions_is_read()
    {
        byte[] first = Npy.Text("-0.0952381");
        byte[] second = [.. first[..6], 2, 0, .. first[8..10], 0, 0, .. first[10..]];
        Assert.Equal([-0.0952381], NumpyFile.Parse(first, "x.npy"));
        Assert.Equal([-0.0952381], NumpyFile.Parse(second, "x.npy"));
    }

    [Theory]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (), }")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1, 1), }")]
    [InlineData("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (), }")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }")] // says more than there is
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (999999, 999999), }")]
    [InlineData("{'descr': '<f3', 'fortran_order': False, 'shape': (), }")]
    [InlineData("{'descr': '<U2', 'fortran_order': False, 'shape': (), }")] // no number
    [InlineData("__import__('os').system('true')")]
    public void Anything_else_is_refused(string header) =>
        Assert.Contains("x.npy", Assert.Throws<TableException>(() => NumpyFile.Parse(Npy.File(header, new byte[8]), "x.npy")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 255, 255, 0, 0, 0 })]
    [InlineData(new byte[] { 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 2, 0, 255, 255, 255, 255, 0 })]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    public void What_does_not_begin_like_an_array_is_refused(byte[] bytes) =>
        Assert.Contains("does not begin like one", Assert.Throws<TableException>(() => NumpyFile.Parse(bytes, "x.npy")).Message, StringComparison.Ordinal);
}
