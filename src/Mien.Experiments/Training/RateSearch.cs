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
/// <param name="Smoothed">Mean of the losses around it, weighted by a bell curve of <see cref="RateSearch.SmoothingSteps"/> steps.</param>
public readonly record struct RatePoint(double Rate, double Loss, double Smoothed);

/// <summary>What a search found.</summary>
/// <param name="Points">The steps until the loss had grown to a multiple of the lowest.</param>
/// <param name="Suggestion">The rate at which the smoothed loss fell fastest; null where it did not fall by more than chance.</param>
/// <param name="RateOfLowestLoss">The rate at which it was lowest.</param>
/// <param name="RateOfGrowth">The first rate behind it at which it was clearly higher than at the beginning; null where it never was.</param>
public sealed record RateSearchResult(ImmutableArray<RatePoint> Points, double? Suggestion, double RateOfLowestLoss, double? RateOfGrowth = null);

/// <summary>Searches a learning rate: trains with one that grows at every step, until the loss explodes. Smith 2017, arXiv:1506.01186.</summary>
public static class RateSearch
{
    /// <summary>Deviation of the bell curve that losses are smoothed with; steps.</summary>
    internal const int SmoothingSteps = 3;

    private const double EffectiveSteps = 3.5449 * SmoothingSteps; // 2 sqrt(pi) deviations: losses that one smoothed loss is the mean of
    private const double FallInDeviations = 7; // of a mean of losses: one of 3,000 searches in noise alone found as much
    private const double Memory = 0.9; // of the running mean
    private const double Explosion = 4; // times the lowest running mean
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
        return LearningRateChart.Draw(free + ".csv", found.Suggestion, free + ".png", name);
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

    /// <summary>Smooths the losses and finds where they fall fastest on the way to the lowest.</summary>
    /// <param name="steps">Rates and losses; <see cref="RatePoint.Smoothed"/> is replaced.</param>
    internal static RateSearchResult Judge(ImmutableArray<RatePoint> steps)
    {
        if (steps.Length < 2)
        {
            return new(steps, null, steps.IsEmpty ? double.NaN : steps[0].Rate);
        }

        var points = Smooth(steps);
        var lowest = Enumerable.Range(0, points.Length).MinBy(index => points[index].Smoothed);
        var beginning = points[..Math.Max(1, points.Length / 10)];
        var start = beginning.Average(point => point.Smoothed);
        var noise = Math.Sqrt(points[..(lowest + 1)].Average(point => Math.Pow(point.Loss - point.Smoothed, 2)) / EffectiveSteps);
        var steepest = Enumerable.Range(0, lowest).Where(index => index >= beginning.Length).Select(index => (int?)index).MinBy(index => Slope(index!.Value));
        var falls = start - points[lowest].Smoothed > FallInDeviations * noise;
        var growing = points.Skip(lowest).Where(point => point.Smoothed > start + (FallInDeviations * noise)).Select(point => (double?)point.Rate).FirstOrDefault();
        return new(points, falls && steepest is { } best ? points[best].Rate : null, points[lowest].Rate, growing);

        double Slope(int index) => points[Math.Min(index + SmoothingSteps, points.Length - 1)].Smoothed - points[Math.Max(index - SmoothingSteps, 0)].Smoothed;
    }

    // Symmetric, so that nothing comes later than it was. A loss that explodes must not hide the fall before it.
    private static ImmutableArray<RatePoint> Smooth(ImmutableArray<RatePoint> steps)
    {
        var most = 2 * steps[..Math.Max(1, steps.Length / 10)].Average(point => point.Loss);
        return [.. steps.Select((point, index) => point with { Smoothed = Mean(index) })];

        double Mean(int centre)
        {
            var (sum, weights) = (0.0, 0.0);
            for (var index = Math.Max(0, centre - (4 * SmoothingSteps)); index < Math.Min(steps.Length, centre + (4 * SmoothingSteps) + 1); index++)
            {
                var weight = Math.Exp(-0.5 * Math.Pow((index - centre) / (double)SmoothingSteps, 2));
                sum += weight * Math.Min(steps[index].Loss, most);
                weights += weight;
            }

            return sum / weights;
        }
    }

    private sealed class Recorder(RateSearchOptions options, double growth, IProgress<int>? progress) : TrainingCallback
    {
        private double _sum;
        private double _lowest = double.PositiveInfinity;

        public List<RatePoint> Points { get; } = [];

        public override void OnStepEnd(RunContext run, StepReport report)
        {
            _sum = (Memory * _sum) + ((1 - Memory) * report.Loss);
            var mean = _sum / (1 - Math.Pow(Memory, report.Step)); // as Adam corrects its beginning from 0
            _lowest = Math.Min(_lowest, mean);
            Points.Add(new(options.Low * Math.Pow(growth, report.Step - 1), report.Loss, mean));
            progress?.Report((int)report.Step);
            if (report.Step >= options.Steps || mean > Explosion * _lowest)
            {
                run.RequestStop();
            }
        }
    }
}
