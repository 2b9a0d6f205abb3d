using System.Globalization;
using System.Text;
using Mien.Core;
using Mien.Data.Importing;
using Mien.Data.Tables;

namespace Mien.Data.Tests.Importing;

/// <summary>Small collections of every kind, and the folder to import them to.</summary>
internal sealed class ImportTree : IDisposable
{
    private readonly PictureTree _tree = new();

    public string Source => System.IO.Path.Combine(_tree.Root, "source");

    public string Result => System.IO.Path.Combine(_tree.Root, "result");

    public string AddPicture(string path, ulong seed = 1, int width = 8, int height = 6) => _tree.AddPicture($"source/{path}", seed, width, height);

    public string AddFile(string path, string content) => _tree.AddFile($"source/{path}", content);

    public void AddBytes(string path, byte[] bytes) => File.WriteAllBytes(AddFile(path, ""), bytes);

    /// <summary>Rows of fer2013.csv: emotion and usage; the pixels of row i are all i.</summary>
    public void AddFer(params (int Emotion, string Usage)[] rows)
    {
        var text = new StringBuilder("emotion,pixels,Usage\n");
        foreach (var ((emotion, usage), index) in rows.Select((row, index) => (row, index)))
        {
            text.Append(CultureInfo.InvariantCulture, $"{emotion},{string.Join(' ', Enumerable.Repeat(index, 48 * 48))},{usage}\n");
        }

        AddFile("fer2013.csv", text.ToString());
    }

    public ImportResult Import(string kind, ImportOptions? options = null, string path = "") =>
        DatasetImport.Run(kind, System.IO.Path.Combine(Source, path), Result, options ?? new());

    /// <summary>Files of the result, relative and sorted, the table aside.</summary>
    public string[] Pictures() => [.. Directory.EnumerateFiles(Result, "*", SearchOption.AllDirectories)
        .Select(path => System.IO.Path.GetRelativePath(Result, path)).Where(path => path != AnnotationTable.FileName && path[0] != '.').Order(StringComparer.Ordinal)];

    public Annotation[] Annotations()
    {
        using var table = CsvTable.Open(System.IO.Path.Combine(Result, AnnotationTable.FileName));
        Annotation[] rows = [.. AnnotationTable.Read(table)];
        Assert.Empty(table.Problems.Lines);
        return rows;
    }

    public string Bytes(string path) => Convert.ToHexString(File.ReadAllBytes(System.IO.Path.Combine(_tree.Root, path)));

    /// <summary>The message of an import that fails and leaves nothing behind.</summary>
    public string Refusal(string kind, ImportOptions? options = null, string path = "")
    {
        var message = Assert.ThrowsAny<MienException>(() => Import(kind, options, path)).Message;
        Assert.False(Directory.Exists(Result));
        return message;
    }

    public void Dispose() => _tree.Dispose();
}
