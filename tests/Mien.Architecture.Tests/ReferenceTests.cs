using System.Xml.Linq;

namespace Mien.Architecture.Tests;

/// <summary>Holds the project files against the table of rooms in docs/architecture.md; a new room needs a row in both.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["Core"] = [],
        ["Torch"] = ["Core"],
        ["Imaging"] = ["Core"],
        ["Metrics"] = ["Core"],
        ["Inference"] = ["Core", "Imaging"],
        ["Models"] = ["Core", "Torch"],
        ["Data"] = ["Core", "Imaging"],
        ["Reports"] = ["Core", "Metrics", "Imaging"],
        ["Onnx"] = ["Core", "Torch", "Models"],
        ["Training"] = ["Core", "Torch", "Data", "Metrics"],
        ["Experiments"] = ["Core", "Torch", "Models", "Data", "Imaging", "Training", "Metrics", "Reports", "Inference", "Onnx"],
        ["Cli"] = ["Core", "Models", "Data", "Training", "Reports", "Experiments"],
    };

    public static TheoryData<string> Rooms => [.. Repository.ProjectNames("src").Select(name => name["Mien.".Length..])];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_references_only_the_rooms_its_row_of_the_table_names(string room)
    {
        Assert.True(MayReference.TryGetValue(room, out var allowed), $"Mien.{room} has no row in the table of this test.");
        var project = XDocument.Load(Path.Combine(Repository.Root, "src", $"Mien.{room}", $"Mien.{room}.csproj"));
        var referenced = project.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!)["Mien.".Length..]);
        Assert.Empty(referenced.Except(allowed));
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_has_a_test_project_and_both_are_in_the_solution(string room)
    {
        var solution = Repository.Read("Mien.slnx");
        Assert.Contains($"src/Mien.{room}/Mien.{room}.csproj", solution, StringComparison.Ordinal);
        Assert.Contains($"tests/Mien.{room}.Tests/Mien.{room}.Tests.csproj", solution, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Repository.Root, "tests", $"Mien.{room}.Tests", $"Mien.{room}.Tests.csproj")));
    }

    [Fact]
    public void Every_test_project_is_in_the_solution()
    {
        var solution = Repository.Read("Mien.slnx");
        Assert.DoesNotContain(Repository.ProjectNames("tests").Where(name => name.EndsWith(".Tests", StringComparison.Ordinal)),
            name => !solution.Contains($"tests/{name}/{name}.csproj", StringComparison.Ordinal));
    }

    [Fact]
    public void The_table_of_the_documentation_names_the_same_references()
    {
        // Rows look like: | 2 | `Data` | Core, Imaging | what for |
        var rows = Repository.Read("docs/architecture.md").Split('\n')
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length > 4 && cells[2].StartsWith('`'))
            .ToDictionary(cells => cells[2].Trim('`'), cells => cells[3]);
        Assert.Equal(MayReference.Keys.Order(), rows.Keys.Order());
        Assert.All(MayReference, row => Assert.Equal(row.Value.Length == 0 ? "nothing of ours" : string.Join(", ", row.Value), rows[row.Key]));
    }

    [Fact]
    public void References_point_to_a_lower_level_so_the_table_has_no_circle()
    {
        var level = new Dictionary<string, int>();
        // The rows stand in order of level: a row may name only rows above it.
        foreach (var (room, references) in MayReference)
        {
            Assert.All(references, reference => Assert.Contains(reference, level.Keys));
            level[room] = level.Count;
        }
    }
}
