using System.IO.Compression;
using Mien.Torch.Serialization;

namespace Mien.Torch.Tests.Serialization;

/// <summary>A folder for files like those of torch.save.</summary>
internal sealed class PthFixture : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;
    private readonly TensorScope _scope = TensorScope.Begin();

    public string FilePath => Path.Combine(_folder, "weights.pth");

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>One tensor "w" of the floats 0 to 5 in storage "0", as the given pickle describes it.</summary>
    public PthFile Open(byte[] pickle, params (string Key, byte[] Bytes)[] storages)
    {
        WriteZip(pickle, storages.Length > 0 ? storages : [("0", Floats(6))]);
        return PthFile.Open(FilePath);
    }

    public void WriteZip(byte[] pickle, params (string Key, byte[] Bytes)[] storages) =>
        WriteZip([("net/data.pkl", pickle), .. storages.Select(item => ($"net/data/{item.Key}", item.Bytes)), ("net/version", "3\n"u8.ToArray())]);

    public void WriteZip((string Name, byte[] Bytes)[] entries, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var stream = File.Create(FilePath);
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create);
        foreach (var (name, bytes) in entries)
        {
            using var entry = archive.CreateEntry(name, level).Open();
            entry.Write(bytes);
        }
    }

    /// <summary>The format before PyTorch 1.6, with one storage that claims a number of elements.</summary>
    public void WriteLegacy(byte[] pickle, string key, long count, byte[] elements) => File.WriteAllBytes(FilePath,
    [
        .. new PickleWriter().Raw(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19).End(),
        .. new PickleWriter().Whole(1001).End(),
        .. new PickleWriter().Dictionary().End(),
        .. pickle,
        .. new PickleWriter().Op(']').Text(key).Op('a').End(),
        .. BitConverter.GetBytes(count),
        .. elements,
    ]);

    public string Problem(byte[] pickle, params (string Key, byte[] Bytes)[] storages) =>
        Assert.Throws<CheckpointException>(() => Open(pickle, storages)).Message;

    public static byte[] Floats(int count) => [.. Enumerable.Range(0, count).SelectMany(i => BitConverter.GetBytes((float)i))];

    public static byte[] OneTensor(Action<PickleWriter> tensor) => new PickleWriter().Dictionary(("w", tensor)).End();
}
