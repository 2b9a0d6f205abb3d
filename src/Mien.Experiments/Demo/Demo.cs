using System.Globalization;
using Mien.Core;
using Mien.Data.Synthetic;
using Mien.Imaging;
using Mien.Reports;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>
/// The whole way from pictures to predictions on generated faces, in one folder. Every step keeps what an earlier call finished, so
/// a demo that was interrupted goes on where it stopped.
/// </summary>
/// <param name="folder">Where to; absent, empty, or that of an earlier demo.</param>
public sealed class Demo(string folder)
{
    private const int Columns = 8;
    private const int ShownPredictions = 32;

    // Eight classes of equal size, so the learning has an even start; the people of test/ are in no training picture.
    private static SyntheticOptions Faces { get; } = new() { Count = 6000, SizePx = 64, ClassCount = 8, Seed = 1, TestFraction = 0.2 };

    /// <summary>The folder.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>The generated dataset: train/, test/ and annotations.csv.</summary>
    public string Data => Path.Combine(Folder, "faces");

    /// <summary>The recipe that is trained.</summary>
    public string Recipe => Path.Combine(Folder, "recipe.yml");

    /// <summary>The run's folder.</summary>
    public string Run => Path.Combine(Folder, "run");

    /// <summary>Pictures in the dataset.</summary>
    public static int PictureCount => Faces.Count;

    /// <summary>People in the dataset, and how many of them are only in test/.</summary>
    public static (int All, int Test) People => (Faces.IdentityCount, Faces.TestIdentityCount);

    /// <summary>Whether the pictures are all there.</summary>
    public bool HasFaces => File.Exists(Path.Combine(Data, "annotations.csv"));

    /// <summary>Refuses a folder with something else in it, before anything is written.</summary>
    /// <exception cref="ConfigException">The folder holds files that no demo made.</exception>
    public void CheckFolder()
    {
        string[] own = ["faces", "recipe.yml", "run", "faces.png", "learning-curves.png", "confusion-matrix.png", "predictions.png"];
        var foreign = File.Exists(Folder)
            ? Folder
            : Directory.Exists(Folder) ? Directory.EnumerateFileSystemEntries(Folder).FirstOrDefault(IsForeign) : null;
        if (foreign is not null)
        {
            throw new ConfigException($"Expected '{Folder}' to be absent, empty or of an earlier demo but found '{Path.GetFileName(foreign)}'; name another folder.");
        }

        bool IsForeign(string path) => !own.Contains(Path.GetFileName(path)) && !path.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal);
    }

    /// <summary>Draws the faces, and a sheet of some.</summary>
    /// <returns>The sheet.</returns>
    public string DrawFaces(IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        if (!HasFaces)
        {
            SyntheticFaces.WriteDataset(Data, Faces, progress, cancellation);
        }

        var shown = SyntheticFaces.Portraits(Faces.Seed, firstIdentity: 0, people: 4, Faces.ClassCount, sizePx: 128)
            .Select(face => new ContactSheetCell(face.Image, face.Spec.Expression.ToString().ToLowerInvariant())).ToArray();
        return Save("faces.png", ContactSheet.Draw(shown, new() { Columns = Columns, Title = "Generated faces: four people, eight expressions" }));
    }

    /// <summary>Trains the recipe, or goes on with a run that was interrupted.</summary>
    public ExperimentResult Train(ExperimentOptions? options = null, CancellationToken cancellation = default)
    {
        if (new RunFolder(Run).HasRun)
        {
            return Experiment.Resume(Run, options: options, cancellation: cancellation);
        }

        AtomicFile.WriteText(Recipe, RecipeText);
        return Experiment.Train(RecipeReader.Read(Recipe), Run, options, cancellation);
    }

    /// <summary>Measures the best epoch on the people that training never saw; draws learning curves and the confusion matrix.</summary>
    /// <param name="model">The model of <see cref="Run"/>.</param>
    /// <param name="progress">Told the number of pictures done.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The result, and the charts with why one is missing.</returns>
    public (EvaluationResult Result, IReadOnlyList<ChartResult> Charts) Evaluate(TrainedModel model, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        var result = Evaluation.Run(model, EvaluationSet.Read(Data, "test"), progress: progress, cancellation: cancellation);
        var curves = LearningCurves.Draw(new RunFolder(Run).History, Path.Combine(Folder, "learning-curves.png"), "ResNet-18 on generated faces");
        var title = string.Create(CultureInfo.InvariantCulture, $"{result.Count} pictures of unseen people: accuracy {result.Accuracy:0.000}");
        var matrix = Save("confusion-matrix.png", ConfusionMatrixPicture.Draw(result.Confusion, result.Labels, title));
        return (result, [curves, new(matrix, null)]);
    }

    /// <summary>Writes the report of an evaluation into the run's folder.</summary>
    public WrittenReport WriteReport(EvaluationResult result, TrainedModel model) =>
        Evaluation.WriteReport(Path.Combine(Run, "report"), result, model, new("ResNet-18 on generated faces", EvaluationText.Summary(result)));

    /// <summary>Draws the first predictions of an evaluation with truth and probability: right ones in green, wrong ones in red.</summary>
    /// <returns>The sheet.</returns>
    public string DrawPredictions(EvaluationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        // Every k-th of the list, which is ordered by class: all classes are shown.
        var step = Math.Max(1, result.Predictions.Length / ShownPredictions);
        var cells = result.Predictions.Where((item, index) => index % step == 0 && item.Prediction.Error is null).Take(ShownPredictions).Select(item =>
        {
            var (prediction, truth) = (item.Prediction, result.Labels[item.Label]);
            var isRight = prediction.BestIndex == item.Label;
            var caption = string.Create(CultureInfo.InvariantCulture, $"{prediction.Expression} {prediction.Probability * 100:0} %\n{(isRight ? " " : $"is {truth}")}");
            return new ContactSheetCell(ImageCodec.Read(prediction.File), caption, isRight ? CellMark.Right : CellMark.Wrong);
        }).ToArray();
        return Save("predictions.png", ContactSheet.Draw(cells, new() { Columns = Columns, Title = "Predictions for people that training never saw" }));
    }

    /// <summary>The first test picture of every class, to predict from scratch.</summary>
    public IReadOnlyList<string> Samples() =>
    [
        .. SyntheticFaces.ClassNames(Faces.ClassCount)
            .Select(name => Directory.EnumerateFiles(Path.Combine(Data, "test", name)).Order(StringComparer.Ordinal).First()),
    ];

    private static string RecipeText => string.Create(CultureInfo.InvariantCulture, $$"""
        # The recipe of 'mien demo': ResNet-18 from scratch on generated faces.
        data:
          path: faces/train
          validation: 0.1
        model:
          name: resnet18
          input: {{Faces.SizePx}}
        epochs: 14
        batch: 64
        seed: 1
        optimizer:
          name: sgd
          lr: 0.03
          momentum: 0.9
          nesterov: true
          weight_decay: 5e-4
        schedule:
          name: one_cycle
          warmup: 0.2
        loss:
          label_smoothing: 0.1
        augment:
          - HorizontalFlip: {p: 0.5}
          - Affine: {rotate: [-10, 10], scale: [0.9, 1.1], keep_ratio: true, translate_percent: [-0.06, 0.06], p: 1}
          - RandomBrightnessContrast: {brightness_limit: 0.2, contrast_limit: 0.2, p: 1}
        monitor: accuracy

        """);

    private string Save(string name, Image picture)
    {
        var path = Path.Combine(Folder, name);
        ImageCodec.Write(picture, path);
        return path;
    }
}
