using Mien.Core;
using Mien.Data;
using Mien.Imaging;
using Mien.Reports;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>The pictures of a run for TensorBoard.</summary>
internal sealed class TensorBoardPictures(TrainingSession session)
{
    private const int SampleCount = 16;

    /// <summary>Before the first epoch, what training sees: pictures as they are augmented. After an epoch that is the best so far, its confusion matrix.</summary>
    public IEnumerable<LoggedPicture> Draw(RunContext run, EpochReport? report)
    {
        if (report is null)
        {
            yield return Logged("pictures/training", Samples(run));
        }
        else if (report.IsBest && run.Confusion is { } confusion)
        {
            yield return Logged("pictures/confusion_matrix", ConfusionMatrixPicture.Draw(confusion, session.Data.Train.Labels, $"epoch {report.Epoch}"));
        }
    }

    private static LoggedPicture Logged(string tag, Image picture) => new(tag, ImageCodec.Encode(picture, ImageFormat.Png), picture.Width, picture.Height);

    private Image Samples(RunContext run)
    {
        var batch = run.Plan.Train.Epoch(1).First();
        var preprocessing = session.Recipe.Preprocessing;
        var cells = Enumerable.Range(0, Math.Min(SampleCount, batch.Count))
            .Select(i => new ContactSheetCell(Picture(batch, i, preprocessing), batch.Labels[i] is not Sample.NoLabel and var label ? session.Data.Train.Labels[(int)label] : "no class"));
        return ContactSheet.Draw([.. cells]);
    }

    private static Image Picture(Batch batch, int index, Preprocessing preprocessing)
    {
        var picture = new Image(preprocessing.WidthPx, preprocessing.HeightPx, preprocessing.Channels);
        var values = batch.Pixels.AsSpan(index * picture.Pixels.Length, picture.Pixels.Length);
        var scaling = preprocessing.Scaling;
        for (var i = 0; i < values.Length; i++)
        {
            var channel = i % preprocessing.Channels;
            var colour = scaling.IsBgr ? preprocessing.Channels - 1 - channel : channel;
            var value = ((values[i] * scaling.Deviation[colour]) + scaling.Mean[colour]) * scaling.Divisor;
            picture.Pixels[i - channel + colour] = (byte)Math.Clamp(MathF.Round(value), 0, byte.MaxValue);
        }

        return picture.Channels == 3 ? picture : Colour.ToRgb(picture);
    }
}
