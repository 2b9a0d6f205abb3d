using System.Globalization;
using Mien.Core;
using Mien.Experiments;
using Mien.Reports;

namespace Mien.Cli.Commands;

/// <summary>Writes predictions as lines of a table while they come; the column of files grows with the longest name so far.</summary>
/// <param name="output">Where to.</param>
/// <param name="withFace">Whether there is a column for the box of the face.</param>
/// <param name="top">How many expressions a line shows, at least 1.</param>
internal sealed class PredictionTable(TextWriter output, bool withFace, int top)
{
    private const int FaceWidth = 24; // "12  1234,1234 1234x1234"
    private int _fileWidth = 24;
    private bool _hasHeader;

    public void Write(FacePrediction prediction)
    {
        var file = PlainText.Of(prediction.File) + FrameText(prediction);
        _fileWidth = Math.Max(_fileWidth, TextTable.WidthOf(file));
        if (!_hasHeader)
        {
            _hasHeader = true;
            WriteLine("file", "face", "expression");
        }

        WriteLine(file, FaceText(prediction), Verdict(prediction));
    }

    private static string FrameText(FacePrediction prediction) =>
        prediction is { Frame: { } frame, Time: { } time } ? string.Create(CultureInfo.InvariantCulture, $"  frame {frame,-5} {time.TotalSeconds,7:0.00} s") : "";

    private static string FaceText(FacePrediction prediction) => prediction.Box is { } box
        ? string.Create(CultureInfo.InvariantCulture, $"{(prediction.Track is { } track ? $"#{track}" : $"{prediction.Face,2}")}  {box.X},{box.Y} {box.Width}x{box.Height}")
        : "";

    private string Verdict(FacePrediction prediction) => prediction.Status switch
    {
        PredictionStatus.Ok => Scores(prediction),
        PredictionStatus.Uncertain => $"{FacePrediction.UncertainExpression}: {Scores(prediction)}",
        PredictionStatus.NoFace => "no face found",
        _ => $"error: {PlainText.Of(prediction.Error!)}",
    };

    private void WriteLine(string file, string face, string rest) =>
        output.Write($"{Pad(file, _fileWidth)}  {(withFace ? Pad(face, FaceWidth) + "  " : "")}{rest}\n");

    private string Scores(FacePrediction prediction)
    {
        var (cells, width) = (new List<string>(), prediction.Labels.Names.Max(TextTable.WidthOf));
        foreach (var (name, probability) in prediction.Ranking)
        {
            if (cells.Count < top)
            {
                cells.Add(string.Create(CultureInfo.InvariantCulture, $"{ExpressionNames.Emoji(name)} {Pad(name, width)} {probability * 100,5:0.0} %"));
            }
        }

        return string.Join("   ", cells) + Affect(prediction);
    }

    private static string Affect(FacePrediction prediction) => prediction.Affect is { } affect
        ? string.Create(CultureInfo.InvariantCulture, $"   valence {affect.Valence,5:0.00} arousal {affect.Arousal,5:0.00}")
        : "";

    private static string Pad(string text, int width) => text + new string(' ', Math.Max(0, width - TextTable.WidthOf(text)));
}
