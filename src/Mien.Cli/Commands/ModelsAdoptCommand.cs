using System.CommandLine;
using System.Globalization;
using Mien.Cli.Terminal;
using Mien.Core;
using Mien.Experiments;
using Mien.Reports;

namespace Mien.Cli.Commands;

/// <summary><c>mien models adopt</c>: writes down what an ONNX model from elsewhere takes and gives.</summary>
internal static class ModelsAdoptCommand
{
    private static readonly (string Key, string Help, string HelpName)[] Words =
    [
        ("labels", "Columns of the output in their order: classes, valence, arousal, or - for one that is not used; NAME=...;NAME=... for several outputs; or an order such as ferplus-8", "a,b,..."),
        ("scores", "logits or probabilities; default: what the network gives on noise", "kind"),
        ("size", "Width and height of the input in pixels; default that of the file", "WxH"),
        ("channels", "1 for grey, 3 for colour; default that of the file", "n"),
        ("layout", "nchw or nhwc; default that of the file", "order"),
        ("scaling", "imagenet, unit, symmetric, caffe or none", "name"),
        ("divisor", "Instead of --scaling: a value v in 0..255 becomes (v / divisor - mean) / deviation", "x"),
        ("mean", "See --divisor; one number, or one for each of red, green and blue", "r,g,b"),
        ("deviation", "See --divisor; one number, or one for each of red, green and blue", "r,g,b"),
        ("order", "rgb or bgr; default rgb", "colours"),
        ("enlarge", "How a smaller picture is enlarged: linear, cubic, nearest or area; default linear", "kind"),
        ("margin", "What the network wants to see around a face, as a fraction of its size; default 0.2", "fraction"),
        ("valence-range", "The range of valence, which becomes -1 to 1; default -1,1", "low,high"),
        ("arousal-range", "The range of arousal, which becomes -1 to 1; default -1,1", "low,high"),
        ("name", "What the model is called; default the name of the file", "text"),
    ];

    public static Command Create()
    {
        var file = new Argument<string>("FILE.onnx") { Description = "A classifier of expressions, with or without valence and arousal; its weights stay as they are" };
        var picture = new Option<string?>("--try") { Description = "A picture of a face to try it on; default: generated faces", HelpName = "picture" };
        var command = new ExampleCommand(
            "adopt",
            "Use an ONNX model from elsewhere like a run: write down what it takes and gives, in FILE.json beside it, and try it. On a terminal it asks for "
            + "what the options leave open and the file does not say.",
            "mien models adopt enet_b0_8_va_mtl.onnx --labels alphabetical-8,valence,arousal --scaling imagenet",
            "mien models adopt emotion-ferplus-8.onnx --labels ferplus-8 --scaling none --try face.jpg") { file, picture };
        var options = Words.Select(word => (word.Key, Option: new Option<string?>("--" + word.Key) { Description = word.Help, HelpName = word.HelpName })).ToArray();
        Array.ForEach(options, item => command.Options.Add(item.Option));
        command.SetAction(result =>
        {
            var words = options.Where(item => result.GetValue(item.Option) is not null).ToDictionary(item => item.Key, item => result.GetValue(item.Option)!);
            return Adopt(result.GetValue(file)!, words, result.GetValue(picture), result.InvocationConfiguration);
        });
        return command;
    }

    private static int Adopt(string file, Dictionary<string, string> words, string? picture, InvocationConfiguration console)
    {
        using var adoption = ModelAdoption.Open(file);
        console.Output.WriteLine($"{file}: {adoption.Shape}");
        if (Question.CanAsk)
        {
            foreach (var question in adoption.Questions(words))
            {
                words[question.Key] = Question.Ask(question, Console.In, console.Error);
            }
        }

        var adopted = adoption.Adopt(words, picture);
        console.Output.WriteLine(
            $"Wrote {adopted.SidecarPath}: {adopted.Labels.Count} classes ({adopted.Labels}){(adopted.HasAffect ? ", valence and arousal" : "")}; scores are {adopted.Scores}.");
        console.Output.Write(Table(adopted).ToText());
        foreach (var doubt in adopted.Doubts())
        {
            console.Output.WriteLine(doubt);
        }

        console.Output.WriteLine($"Does that look right? If not, edit {adopted.SidecarPath}. Next: mien evaluate {file} DATA");
        return 0;
    }

    private static TextTable Table(AdoptedModel adopted)
    {
        string[] headers = ["picture", "expression", "%", "valence", "arousal"];
        var table = new TextTable(adopted.HasAffect ? headers : headers[..3]) { TextColumns = new HashSet<int> { 0, 1 } };
        foreach (var tried in adopted.Tried)
        {
            table.Add([tried.Picture, $"{ExpressionNames.Emoji(tried.Expression)} {tried.Expression}", Number(tried.Probability * 100, "0.0"),
                .. tried.Affect is { } affect ? new[] { Number(affect.Valence, "0.00"), Number(affect.Arousal, "0.00") } : []]);
        }

        return table;
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
