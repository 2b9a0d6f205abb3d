using System.Text.RegularExpressions;
using Mien.Models.Summaries;

namespace Mien.Models.Tests.Summaries;

public sealed partial class ModelGraphTests
{
    public static TheoryData<string> Names => [.. ModelRegistry.All.Select(info => info.Name)];

    [Fact]
    public void A_block_with_a_shortcut_joins_what_came_in_with_what_was_computed()
    {
        var graph = Graph.Of("resnet18");
        var pooled = graph.Number("maxpool: MaxPool2d");
        var added = graph.EdgesFrom(pooled).Select(edge => edge.To).ToArray();
        Assert.Equal(["add", "conv1: Conv2d"], added.Select(number => graph.Labels[number]).Order(StringComparer.Ordinal));
        Assert.Equal("64 × 56 × 56", graph.EdgesFrom(pooled).First().Shape);
    }

    [Fact]
    public void Branches_run_from_one_node_to_one_join()
    {
        var graph = Graph.Of("googlenet");
        Assert.Equal(9, graph.Labels.Values.Count(label => label == "cat"));
        Assert.All(graph.Labels.Where(item => item.Value == "cat"), item => Assert.Equal(4, graph.Edges.Count(edge => edge.To == item.Key)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_node_lies_between_input_and_output(string name)
    {
        var graph = Graph.Of(name);
        var (input, output) = (graph.Number("input"), graph.Number("output"));
        Assert.Empty(graph.Labels.Keys.Except(graph.Edges.Select(edge => edge.To)).Except([input]).Select(number => graph.Labels[number]));
        Assert.Empty(graph.Labels.Keys.Except(graph.Edges.Select(edge => edge.From)).Except([output]).Select(number => graph.Labels[number]));
    }

    private sealed partial record Graph(Dictionary<int, string> Labels, (int From, int To, string Shape)[] Edges)
    {
        public static Graph Of(string name)
        {
            var info = ModelRegistry.Find(name);
            var dot = ModelGraph.ToDot(info, info.DefaultOptions);
            return new(
                Node().Matches(dot).ToDictionary(match => int.Parse(match.Groups[1].Value), match => match.Groups[2].Value),
                [.. Edge().Matches(dot).Select(match => (int.Parse(match.Groups[1].Value), int.Parse(match.Groups[2].Value), match.Groups[3].Value))]);
        }

        public int Number(string label) => Labels.First(item => item.Value == label).Key;

        public IEnumerable<(int From, int To, string Shape)> EdgesFrom(int number) => Edges.Where(edge => edge.From == number);

        [GeneratedRegex("""^ *n(\d+) \[label="([^"]*)""", RegexOptions.Multiline)]
        private static partial Regex Node();

        [GeneratedRegex("""^ *n(\d+) -> n(\d+) \[label="([^"]*)""", RegexOptions.Multiline)]
        private static partial Regex Edge();
    }
}
