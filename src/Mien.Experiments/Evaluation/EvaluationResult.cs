using System.Collections.Immutable;
using Mien.Core;
using Mien.Metrics;

namespace Mien.Experiments;

/// <summary>A picture that could not be measured.</summary>
/// <param name="File">Its path.</param>
/// <param name="Error">Why.</param>
public sealed record UnreadablePicture(string File, string Error);

/// <summary>How well a model does on labelled pictures. Every score follows from <see cref="Predictions"/>.</summary>
public sealed class EvaluationResult
{
    private readonly Lazy<ScoredSet> _set;
    private readonly Lazy<Scores> _scores;

    /// <summary>Makes a result.</summary>
    public EvaluationResult()
    {
        _set = new(ToSet);
        _scores = new(() => Scores.Of(_set.Value, Draws));
    }

    /// <summary>Draws behind the intervals of <see cref="Scores"/>; default 1000, 0 for no intervals.</summary>
    public int Draws { get; init; } = 1000;

    /// <summary>Columns of annotations.csv that came along, and below the value of each for every picture, in the order of <see cref="Predictions"/>.</summary>
    public ImmutableArray<string> Columns { get; init; } = [];

    /// <summary>Their values, a row per picture; empty where there are no <see cref="Columns"/>.</summary>
    public ImmutableArray<ImmutableArray<string>> Fields { get; init; } = [];

    /// <summary>Name of the architecture.</summary>
    public required string Model { get; init; }

    /// <summary>The file of weights; of several networks all of them, with commas between.</summary>
    public required string Weights { get; init; }

    /// <summary>The folder that held the class folders.</summary>
    public required string Data { get; init; }

    /// <summary>The split that was measured; null for a plain folder of class folders.</summary>
    public string? Split { get; init; }

    /// <summary>Fingerprint of the data, see <see cref="Mien.Data.FaceDataset.Fingerprint"/>.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>What computed: <c>torch</c> or <c>onnx</c>, whose scores differ by rounding.</summary>
    public required string Engine { get; init; }

    /// <summary><c>float32</c> or <c>bfloat16</c>.</summary>
    public required string Precision { get; init; }

    /// <summary>The networks whose mean the answers are, with their temperatures; one of most models.</summary>
    public ImmutableArray<ModelMember> Members { get; init; } = [];

    /// <summary>What each picture was averaged over, such as <c>flip</c>; null for nothing.</summary>
    public string? Augmentation { get; init; }

    /// <summary>The classes, in the model's order.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>The prediction of every picture, in the order of the data, with its true class index.</summary>
    public required ImmutableArray<(FacePrediction Prediction, int Label)> Predictions { get; init; }

    /// <summary>What is known of valence and arousal of every picture, in the order of <see cref="Predictions"/>; empty where the model gives none.</summary>
    public ImmutableArray<(float? Valence, float? Arousal)> Affect { get; init; } = [];

    /// <summary>Who is in every picture, in the order of <see cref="Predictions"/>; empty where it is not known of all. Intervals then draw whole persons.</summary>
    public ImmutableArray<string> People { get; init; } = [];

    /// <summary>The pictures that could not be read and are in no score.</summary>
    public ImmutableArray<UnreadablePicture> Unreadable =>
        [.. Predictions.Where(item => item.Prediction.Error is not null).Select(item => new UnreadablePicture(item.Prediction.File, item.Prediction.Error!))];

    /// <summary>Truth and prediction of the pictures that could be read.</summary>
    public ScoredSet Set => _set.Value;

    /// <summary>All their scores, with intervals; computed at the first use.</summary>
    public Scores Scores => _scores.Value;

    /// <summary>Truth by prediction, over the pictures that could be read.</summary>
    public ConfusionMatrix Confusion => Scores.Classes!.Predictions.Confusion;

    /// <summary>Number of pictures in the scores.</summary>
    public long Count => Confusion.Total;

    /// <inheritdoc cref="ClassificationMetrics.Accuracy"/>
    public double Accuracy => ClassificationMetrics.Accuracy(Confusion);

    /// <inheritdoc cref="ClassificationMetrics.BalancedAccuracy"/>
    public double BalancedAccuracy => ClassificationMetrics.BalancedAccuracy(Confusion);

    /// <inheritdoc cref="ClassificationMetrics.MacroF1"/>
    public double MacroF1 => ClassificationMetrics.MacroF1(Confusion);

    /// <summary>The scores of each class, in the order of <see cref="Labels"/>.</summary>
    public ImmutableArray<ClassScore> PerClass => ClassificationMetrics.PerClass(Confusion);

    private ScoredSet ToSet() => new(
        Data, Labels, [.. Predictions.Index().Where(row => row.Item.Prediction.Error is null).Select(row => ToSample(row.Item, row.Index))], Columns);

    private ScoredSample ToSample((FacePrediction Prediction, int Label) item, int index)
    {
        var (valence, arousal) = Affect.IsEmpty ? default : Affect[index];
        return new()
        {
            File = item.Prediction.File,
            Person = People.IsEmpty ? null : People[index],
            Label = item.Label >= 0 ? item.Label : null,
            Probabilities = [.. item.Prediction.Probabilities.Select(probability => (double)probability)],
            Valence = Pair(valence, item.Prediction.Affect?.Valence),
            Arousal = Pair(arousal, item.Prediction.Affect?.Arousal),
            Fields = Fields.IsEmpty ? [] : Fields[index],
        };
    }

    private static (double Truth, double Prediction)? Pair(double? truth, double? prediction) =>
        truth is { } known && prediction is { } predicted ? (known, predicted) : null;
}
