using System.Text.Json;

namespace Mien.Cli.Tests;

public sealed class ModelsCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_table_has_parameters_multiply_adds_and_size() =>
        Assert.Matches(@"vgg16 +VGG +138,357,544 +15\.47 G +224 px +Simonyan", Succeed("models"));

    [Fact]
    public void The_table_is_there_as_json()
    {
        using var list = JsonDocument.Parse(Succeed("models", "--json"));
        var row = list.RootElement.EnumerateArray().Single(item => item.GetProperty("name").GetString() == "resnet18");
        Assert.Equal((11_689_512, 1_814_073_344), (row.GetProperty("parameters").GetInt64(), row.GetProperty("multiply_adds").GetInt64()));
        Assert.Equal([3, 224, 224], row.GetProperty("input_shape").EnumerateArray().Select(size => size.GetInt32()));
    }

    [Fact]
    public void The_published_numbers_of_parameters_are_counted_anew()
    {
        var text = Succeed("models", "published");
        Assert.Equal(
            ["423,498", "1,235,496", "2,118,954", "4,020,358", "6,624,904", "11,689,512", "27,161,264", "54,139,356", "118,515,272", "138,365,992", "633,470,440"],
            System.Text.RegularExpressions.Regex.Matches(text, @"(?m)^\w+ +([\d,]+) +yes ").Select(match => match.Groups[1].Value));
        Assert.Contains("All 11 nets have as many parameters as published.", text);
    }

    [Fact]
    public void A_summary_has_a_line_for_each_layer_and_totals()
    {
        var text = Succeed("models", "summary", "resnet18", "--input", "96", "--classes", "7");
        Assert.Matches(@"conv1 +Conv2d +\(N, 64, 48, 48\) +9,408 +21,676,032\n", text);
        Assert.Matches(@"fc +Linear +\(N, 7\) +3,591 +3,584\n", text);
        Assert.Contains("parameters     11,180,103 trainable, 9,600 in running moments\n", text);
        Assert.EndsWith("Next: mien models graph resnet18\n", text);
    }

    [Fact]
    public void The_keras_style_counts_running_moments_as_parameters()
    {
        var text = Succeed("models", "summary", "resnet18", "--style", "keras");
        Assert.Matches(@"\n bn1 \(BatchNorm2d\) +\(None, 64, 112, 112\) +256\n", text);
        Assert.Contains("\nTotal params: 11,699,112 (44.63 MB)\nTrainable params: 11,689,512 (44.59 MB)\nNon-trainable params: 9,600 (0.04 MB)\n", text);
    }

    [Fact]
    public void A_summary_is_there_as_json()
    {
        using var summary = JsonDocument.Parse(Succeed("models", "summary", "talha_net", "--json"));
        Assert.Equal(423_498, summary.RootElement.GetProperty("trainable_count").GetInt64());
    }

    [Fact]
    public void A_graph_is_written_as_text_and_replaces_nothing()
    {
        var file = Path.Combine(_folder, "net.dot");
        Assert.Contains($"Wrote {file}.", Succeed("models", "graph", "talha_net", "--out", file));
        Assert.StartsWith("digraph \"talha_net\" {\n", File.ReadAllText(file));
        var again = CallResult.Of("models", "graph", "talha_net", "--out", file);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("There is a file", again.Error);
    }

    [Fact]
    public void A_graph_of_an_unknown_kind_is_misuse()
    {
        var call = CallResult.Of("models", "graph", "talha_net", "--out", "net.bmp");
        Assert.Equal(2, call.ExitCode);
        Assert.Contains("Expected a file ending in .svg, .png, .pdf, .dot", call.Error);
    }

    [Fact]
    public void A_file_that_is_no_weights_is_refused_with_its_name()
    {
        var file = Path.Combine(_folder, "weights.pth");
        File.WriteAllBytes(file, [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.', .. "cos\nsystem\n"u8]);
        var call = CallResult.Of("models", "weights", file);
        Assert.Equal(1, call.ExitCode);
        Assert.Contains("asks for 'os.system'", call.Error);
    }

    [Fact]
    public void Bad_sizes_and_names_are_misuse()
    {
        Assert.Equal(2, CallResult.Of("models", "summary", "resnet18", "--input", "0").ExitCode);
        Assert.Equal(2, CallResult.Of("models", "summary", "resnet19").ExitCode);
        Assert.Equal(2, CallResult.Of("models", "summary", "resnet18", "--style", "html").ExitCode);
    }

    private static string Succeed(params string[] arguments)
    {
        var call = CallResult.Of(arguments);
        Assert.True(call.ExitCode == 0, call.Error);
        return call.Output;
    }
}
