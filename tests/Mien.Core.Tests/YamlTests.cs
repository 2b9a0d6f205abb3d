namespace Mien.Core.Tests;

public sealed class YamlTests
{
    private static readonly ConfigSource Source = new("a.yml", "/");

    [Fact]
    public void Every_value_knows_its_place()
    {
        var map = (MapNode)Read("a: 1\nb:\n  - x\n  - {c: 'y'}\n");
        var list = (ListNode)map.Find("b")!.Value;
        Assert.Equal("a.yml:2:1", map.Find("b")!.Key.Origin);
        Assert.Equal(["a.yml:3:5", "a.yml:4:5"], list.Items.Select(item => item.Origin));
        var quoted = (ScalarNode)((MapNode)list.Items[1]).Find("c")!.Value;
        Assert.Equal(("y", true), (quoted.Text, quoted.Quoted));
    }

    [Fact]
    public void Every_double_key_and_every_tag_is_reported()
    {
        List<ConfigProblem> problems = [];
        YamlTree.Parse("a: 1\na: 2\nb: !x 3\na: 4\n", Source, problems);
        Assert.Equal(
        [
            "a.yml:2:1: key 'a' is given twice, first in line 1",
            "a.yml:3:4: expected no tag but got '!x'; write the value without it",
            "a.yml:4:1: key 'a' is given twice, first in line 1",
        ],
        problems.Select(problem => problem.ToString()));
    }

    [Fact]
    public void An_empty_text_is_no_value_and_no_problem()
    {
        List<ConfigProblem> problems = [];
        Assert.Null(YamlTree.Parse("# nothing\n", Source, problems));
        Assert.Empty(problems);
    }

    [Fact]
    public void Setting_a_value_makes_the_mappings_on_the_way()
    {
        var map = ((MapNode)Read("a: {b: 1}")).With(["a", "c", "d"], new ScalarNode(Source, "2"));
        Assert.Equal("a:\n  b: 1\n  c:\n    d: 2\n", YamlText.Write(map));
    }

    [Fact]
    public void Any_text_reads_back_as_it_was_written()
    {
        string[] parts =
            ["a", "0", "1e5", "-", ": ", ":", "#", " #", "\"", "'", "\\", "{", "}", "[", "]", ",", "&", "*", "!", "%", "@", "`", "~", "null", "true", "?",
             " ", "\t", "\n", "\r", "\0", "\u0001", "\u007f", "\u0085", "\u00a0", "\u2028", "\ufeff", "é", "😐", "/", ".", "<", "=", "|", ">", "---"];
        var random = new RandomStream(1, "yaml");
        for (var i = 0; i < 5000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.NextInt32(5)).Select(_ => parts[random.NextInt32(parts.Length)]));
            var node = new ScalarNode(Source, text, YamlText.NeedsQuotes(text));
            var written = YamlText.Write(new MapNode(Source, [new(new ScalarNode(Source, "key" + text), new ListNode(Source, [node, node])), new(new ScalarNode(Source, "x"), node)]));
            var read = (MapNode)Read(written);
            Assert.Equal("key" + text, read.Entries[0].Key.Text);
            Assert.All(((ListNode)read.Entries[0].Value).Items, item => Assert.Equal(text, ((ScalarNode)item).Text));
            Assert.Equal(text, ((ScalarNode)read.Find("x")!.Value).Text);
        }
    }

    [Theory]
    [InlineData("1,5")]
    [InlineData("1,000")]
    [InlineData(" 7 ")]
    [InlineData("-1e-5")]
    public void Names_that_resemble_numbers_stay_one_name(string name)
    {
        var written = YamlText.Write(new MapNode(Source, [new(new ScalarNode(Source, "x"), new ListNode(Source, [new MapNode(Source, [new(new ScalarNode(Source, name), new ScalarNode(Source, name))])]))]));
        var entry = Assert.Single(((MapNode)((ListNode)((MapNode)Read(written)).Find("x")!.Value).Items[0]).Entries);
        Assert.Equal((name, name), (entry.Key.Text, ((ScalarNode)entry.Value).Text));
    }

    private static ConfigNode Read(string text)
    {
        List<ConfigProblem> problems = [];
        var node = YamlTree.Parse(text, Source, problems);
        Assert.True(problems.Count == 0, $"{string.Join('\n', problems)} in {text}");
        return node!;
    }
}
