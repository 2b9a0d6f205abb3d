using System.Globalization;
using Mien.Experiments;

namespace Mien.Cli.Commands;

/// <summary>Counts what became of pictures, to say so at the end.</summary>
internal sealed class PredictionTally
{
    private readonly Dictionary<PredictionStatus, int> _rows = [];
    private int _pictureCount, _faceCount;

    /// <summary>Whether an input failed.</summary>
    public bool HasFailure => _rows.Keys.Any(status => status.IsFailure());

    /// <summary>The rows of pictures, counted while they pass.</summary>
    public IEnumerable<FacePrediction> Count(IEnumerable<PredictedPicture> pictures)
    {
        foreach (var picture in pictures)
        {
            _pictureCount++;
            foreach (var row in picture.Rows)
            {
                _rows[row.Status] = _rows.GetValueOrDefault(row.Status) + 1;
                _faceCount += row.Probabilities.IsEmpty ? 0 : 1;
                yield return row;
            }
        }
    }

    /// <summary>What was done, in a line or two.</summary>
    public string Text()
    {
        var rest = _rows.Where(item => item.Key is not PredictionStatus.Ok).OrderBy(item => item.Key)
            .Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Value} {item.Key.Name()}")).ToArray();
        var text = string.Create(CultureInfo.InvariantCulture, $"{Plural(_faceCount, "face")} in {Plural(_pictureCount, "picture")}{(rest.Length > 0 ? ": " : "")}{string.Join(", ", rest)}.");
        return _faceCount == 0 && _rows.ContainsKey(PredictionStatus.NoFace)
            ? text + "\nFor pictures that are faces already, cut out like those of a dataset, add --no-detect."
            : text;
    }

    private static string Plural(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
