using System.CommandLine;
using Mien.Experiments;

namespace Mien.Cli.Commands;

/// <summary>A call of <c>mien predict</c>: from inputs to rows, with what is drawn, shown and said beside them.</summary>
/// <param name="model">What predicts.</param>
/// <param name="streams">Where rows and words go.</param>
/// <param name="copies">What draws; null for nothing.</param>
internal sealed class PredictRun(TrainedModel model, InvocationConfiguration streams, AnnotatedCopies? copies)
{
    /// <summary>Predicts and writes.</summary>
    /// <param name="inputs">What to predict.</param>
    /// <param name="options">How.</param>
    /// <param name="tracking">How faces are followed through videos.</param>
    /// <param name="isLive">Whether there is a camera among the inputs, which Ctrl-C ends in good order.</param>
    /// <param name="write">Writes the rows as they come.</param>
    /// <returns>The exit code.</returns>
    public int Run(IEnumerable<InputPicture> inputs, PredictionOptions options, TrackingOptions tracking, bool isLive, Action<IEnumerable<FacePrediction>> write)
    {
        var tally = new PredictionTally();
        using var stop = new StopSignal(() => streams.Error.WriteLine("Stopping."));
        using var line = ProgressLine.For(streams.Error);
        try
        {
            var pictures = VideoTracking.Follow(Prediction.Pictures(model, inputs, options with { KeepPictures = copies is not null }, stop.Token), tracking);
            pictures = copies?.Write(pictures) ?? pictures;

            // Rows that scroll past on the terminal show the progress themselves.
            var isShown = !ReferenceEquals(streams.Output, Console.Out) || Console.IsOutputRedirected;
            write(tally.Count(isShown ? new VideoProgress(line).Watch(pictures) : pictures));
        }
        catch (OperationCanceledException) when (isLive)
        {
            // which is how a camera ends
        }
        finally
        {
            line.Clear();
            streams.Output.Flush();
        }

        foreach (var text in Closing(tally))
        {
            streams.Error.WriteLine(text);
        }

        return tally.HasFailure ? CommandLine.Failure : 0;
    }

    private IEnumerable<string> Closing(PredictionTally tally)
    {
        yield return tally.Text();
        yield return AnswerNotes.Arithmetic(model.Engine, model.PrecisionName);
        if (copies is { FileCount: > 0 })
        {
            yield return copies.IsVideo ? $"The annotated video is {copies.Output}." : $"Annotated copies are in {copies.Output}.";
        }

        foreach (var note in AnswerNotes.Of(model))
        {
            yield return note;
        }
    }
}
