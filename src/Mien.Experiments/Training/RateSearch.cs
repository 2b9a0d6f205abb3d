using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Mien.Core;
using Mien.Reports;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>How a search for a learning rate goes.</summary>
public sealed record RateSearchOptions
{
    /// <summary>Steps, at least 10; the rate grows by the same factor at each.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>The first rate.</summary>
    public double Low { get; init; } = 1e-7;

    /// <summary>The last rate.</summary>
    public double High { get; init; } = 10;
}

/// <summary>One step of a search.</summary>
/// <param name="Rate">Its learning rate.</param>
/// <param name="Loss">Its loss.</param>
/// <param name="Smoothed">Mean of the losses so far, the newest counting most.</param>
public readonly record struct RatePoint(double Rate, double Loss, double Smoothed);

/// <summary>What a search found.</summary>
/// <param name="Points">The steps until the loss had grown to a multiple of the lowest.</param>
/// <param name="Suggestion">The rate at which the smoothed loss fell fastest; null where it never fell.</param>
/// <param name="RateOfLowestLoss">The rate at which it was lowest.</param>
public sealed record RateSearchResult(ImmutableArray<RatePoint> Points, double? Suggestion, double RateOfLowestLoss);

/// <summary>Searches a learning rate: trains with one that grows at every step, until the loss explodes. Smith 2017, arXiv:1506.01186.</summary>
public static class RateSearch
{
    private const double Memory = 0.9; // of the smoothed loss
    private const double Explosion = 4; // times the lowest smoothed loss
    private const string Folder = "mien-find-lr";

    /// <summary>Trains the fresh network of a recipe for some steps. Nothing is written.</summary>
    /// <exception cref="MienException">As for <see cref="Experiment.Train"/>.</exception>
    public static RateSearchResult Run(Recipe recipe, RateSearchOptions options, IProgress<int>? progress, IProgress<DecodeProgress>? decoding, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(options);
        var data = ExperimentData.Load(recipe);
        var growth = Math.Pow(options.High / options.Low, 1.0 / (options.Steps - 1));
        var (resolved, _) = RecipeResolver.Resolve(recipe, data);
        using var session = new TrainingSession(Growing(resolved, options, growth), data);
        session.LoadWeights();
        session.Decode(decoding, cancellation);
        var recorder = new Recorder(options, growth, progress);
        try
        {
            session.CreateTrainer([recorder], TimeProvider.System, lossReadInterval: 1).Fit(cancellation);
        }
        catch (NonFiniteException)
        {
            // The end that was looked for.
        }

        cancellation.ThrowIfCancellationRequested();
        return Judge([.. recorder.Points]);
    }

    /// <summary>Draws loss over rate into the next free file of mien-find-lr, with the numbers beside it.</summary>
    public static ChartResult Draw(RateSearchResult found, string name)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (found.Points.Length < 2)
        {
            return new(null, "there are fewer than two steps.");
        }

        Directory.CreateDirectory(Folder);
        var free = Enumerable.Range(1, int.MaxValue).Select(number => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{number}"))).First(path => !File.Exists(path + ".csv"));
        var text = new StringBuilder("learning_rate,loss,smoothed\n");
        foreach (var point in found.Points)
        {
            text.Append(CultureInfo.InvariantCulture, $"{point.Rate:R},{point.Loss:R},{point.Smoothed:R}\n");
        }

        AtomicFile.WriteText(free + ".csv", text.ToString());
        return LearningRateChart.Draw(free + ".csv", found.Suggestion ?? found.RateOfLowestLoss, free + ".png", name);
    }

    // Groups with rates of their own keep their ratio to the others.
    internal static Recipe Growing(Recipe recipe, RateSearchOptions options, double growth) => recipe with
    {
        Epochs = options.Steps, // at most: an epoch has at least one step
        Optimizer = recipe.Optimizer with
        {
            LearningRate = options.Low,
            RateDecay = 0,
            Groups = [.. recipe.Optimizer.Groups.Select(group => group.LearningRate is { } rate ? group with { LearningRate = null, LearningRateFactor = rate / recipe.Optimizer.LearningRate } : group)],
        },
        Schedule = new() { Name = ScheduleName.Exponential, Gamma = growth, By = ScheduleUnit.Step },
    };

    // The steepest fall before the lowest loss; the first steps are left out, where the smoothed loss has hardly any memory.
    internal static RateSearchResult Judge(ImmutableArray<RatePoint> points)
    {
        var lowest = Enumerable.Range(0, points.Length).MinBy(index => points[index].Smoothed);
        var steepest = Enumerable.Range(1, Math.Max(0, lowest - 1)).Where(index => points[index + 1].Smoothed < points[index - 1].Smoothed)
            .Select(index => (int?)index).MinBy(index => points[index!.Value + 1].Smoothed - points[index.Value - 1].Smoothed);
        return new(points, steepest is { } index ? points[index].Rate : null, points.IsEmpty ? double.NaN : points[lowest].Rate);
    }

    private sealed class Recorder(RateSearchOptions options, double growth, IProgress<int>? progress) : TrainingCallback
    {
        private double _mean;

        public List<RatePoint> Points { get; } = [];

        public override void OnStepEnd(RunContext run, StepReport report)
        {
            _mean = (Memory * _mean) + ((1 - Memory) * report.Loss);
            var smoothed = _mean / (1 - Math.Pow(Memory, report.Step)); // as Adam corrects its beginning from 0
            Points.Add(new(options.Low * Math.Pow(growth, report.Step - 1), report.Loss, smoothed));
            progress?.Report((int)report.Step);
            if (report.Step >= options.Steps || smoothed > Explosion * Points.Min(point => point.Smoothed))
            {
                run.RequestStop();
            }
        }
    }
}
