using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Data.Transforms;

namespace Mien.Data.Tests.Transforms;

/// <summary>The parameters in docs/transforms.md are those of the transforms; run the tests with MIEN_ACCEPT=1 to write them anew after a change.</summary>
public sealed class TransformReferenceTests
{
    private static readonly RandomTransform[] Transforms = [.. TransformCatalog.All.OfType<RandomTransform>()];

    [Fact]
    public void Every_transform_is_described_with_its_parameters_and_defaults()
    {
        var path = PathOfPage();
        var lines = File.ReadAllLines(path);
        foreach (var transform in Transforms)
        {
            var index = Array.FindIndex(lines, line => line.StartsWith($"| `{transform.Name}` |", StringComparison.Ordinal));
            Assert.True(index >= 0, $"{transform.Name} has no row in {path}.");
            lines[index] = string.Join('|', lines[index].Split('|')[..3]) + $"| {Parameters(transform)} |";
        }

        if (Environment.GetEnvironmentVariable("MIEN_ACCEPT") == "1")
        {
            File.WriteAllText(path, string.Join('\n', lines) + "\n");
        }

        Assert.Equal(lines, File.ReadAllLines(path));
    }

    // A probability is shown where it is not the usual one.
    private static string Parameters(RandomTransform transform)
    {
        var required = new RequiredKeys();
        ((IBindable)transform).Bind(required);
        return string.Join(", ",
            from parameter in ParameterWriter.Write(transform)
            let key = parameter.Key.Text
            where key != "always_apply" && !(key == "p" && transform.Probability == 0.5)
            select $"`{key}` {(required.Keys.Contains(key) ? "(must be given)" : Text(parameter.Value))}");
    }

    private static string Text(ConfigNode node) => node switch
    {
        ListNode list => $"[{string.Join(", ", list.Items.Select(Text))}]",
        MapNode map => $"{{{string.Join(", ", map.Entries.Select(entry => $"{entry.Key.Text}: {Text(entry.Value)}"))}}}",
        ScalarNode scalar => scalar.Text,
        _ => throw new NotSupportedException(),
    };

    private static string PathOfPage()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Mien.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, "docs", "transforms.md");
    }

    private sealed class RequiredKeys : ParameterBinder
    {
        public HashSet<string> Keys { get; } = [];

        public override T Bind<T>(string key, T value, ParameterFormat<T> format, bool isSaved = true) => value;

        public override void Require(string key) => Keys.Add(key);

        public override void HasNoEffect(string key, string saved)
        {
        }

        public override ImmutableArray<ITransform> Children(string key, ImmutableArray<ITransform> value) => value;
    }
}
