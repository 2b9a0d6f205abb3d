using System.Text.Json;
using Mien.Core;
using Mien.Data;
using Mien.Imaging;

namespace Mien.Experiments.Tests;

public sealed class InspectionReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;

    public InspectionReportTests()
    {
        foreach (var (index, path) in ((string[])["train/happy/a.png", "train/happy/b.png", "train/sad/c.png", "test/happy/d.png", "test/sad/e.png"]).Index())
        {
            Write(path, index);
        }

        Write("train/sad/copy.png", 0); // another label for a.png
        Write("test/happy/leak.png", 1); // b.png again
        File.WriteAllText(Path.Combine(Faces, "train", "sad", "broken.png"), "no picture");
    }

    private string Faces => Path.Combine(_folder, "faces");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_json_has_the_keys_that_are_documented()
    {
        using var json = JsonDocument.Parse(InspectionJson.Text(Inspect()));
        var root = json.RootElement;

        Assert.Equal(
            ["path", "classes", "train_split", "counts", "class_weights", "kinds", "faces", "duplicates", "unreadable", "ignored_files", "risks"],
            root.EnumerateObject().Select(property => property.Name));
        Assert.Equal(3, root.GetProperty("counts").GetProperty("train").GetProperty("sad").GetInt32());
        Assert.Equal(5 / (2.0 * 3), root.GetProperty("class_weights").GetProperty("sad").GetDouble());
        Assert.Equal("""["train/happy/a.png","train/sad/copy.png"]""", Compact(root.GetProperty("duplicates")[0].GetProperty("files")));
        Assert.Equal("same_file", root.GetProperty("duplicates")[0].GetProperty("likeness").GetString());
        Assert.Equal("train/sad/broken.png", root.GetProperty("unreadable")[0].GetProperty("file").GetString());
        Assert.Equal(["unreadable", "leak", "label-conflict"], root.GetProperty("risks").EnumerateArray().Take(3).Select(risk => risk.GetProperty("code").GetString()));
    }

    [Fact]
    public void The_table_of_classes_reads_so() => Assert.Equal(
        "class  train  test    share  balanced weight\n"
        + "happy      2     2   40.0 %            1.250\n"
        + "sad        3     1   60.0 %            0.833\n"
        + "all        5     3  100.0 %\n", InspectionTables.Classes(Inspect()).ToText());

    [Fact]
    public void The_report_is_whole_and_names_the_gravest_first()
    {
        var report = Path.Combine(_folder, "report");
        InspectionReport.Write(Inspect(), report);

        var page = File.ReadAllText(Path.Combine(report, InspectionReport.Page));
        Assert.InRange(page.IndexOf("<b>Severe</b>Cannot be read: 1 picture", StringComparison.Ordinal), 1, page.IndexOf("<b>Warning</b>", StringComparison.Ordinal));
        Assert.All(page.Split("src=\"").Skip(1).Select(part => part[..part.IndexOf('"')]), picture => Assert.True(File.Exists(Path.Combine(report, Uri.UnescapeDataString(picture))), picture));
        Assert.Equal(9, File.ReadAllLines(Path.Combine(report, "pictures.csv")).Length);
        Assert.Equal(5, File.ReadAllLines(Path.Combine(report, "duplicates.csv")).Length);
        Assert.True(File.Exists(Path.Combine(report, "alike.png")));
        Assert.Throws<ConfigException>(() => InspectionReport.Write(Inspect(), report)); // nothing is written over
    }

    [Fact]
    public void Reports_of_one_dataset_get_numbers()
    {
        var parent = Path.Combine(_folder, "reports");
        Assert.Equal(Path.Combine(parent, "faces"), InspectionReport.FreeFolder(parent, Faces + "/"));
        Directory.CreateDirectory(Path.Combine(parent, "faces"));
        Assert.Equal(Path.Combine(parent, "faces-2"), InspectionReport.FreeFolder(parent, Faces));
    }

    private DatasetInspection Inspect() => DatasetInspection.Run(Faces, new() { FaceSampleCount = 0 }, cancellation: TestContext.Current.CancellationToken);

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);

    // Random blocks, which are alike only where the numbers are equal.
    private void Write(string path, int number)
    {
        var random = new RandomStream(7, "blocks", index: number);
        var picture = new Image(8, 8, 3);
        for (var index = 0; index < picture.Pixels.Length; index++)
        {
            picture.Pixels[index] = (byte)random.NextInt32(256);
        }

        var full = Path.Combine(Faces, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        ImageCodec.Write(Geometry.Resize(picture, 64, 64, Interpolation.Cubic), full);
    }
}
