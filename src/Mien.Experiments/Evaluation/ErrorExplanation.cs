using System.Globalization;
using Mien.Core;
using Mien.Imaging;
using Mien.Reports;

namespace Mien.Experiments;

/// <summary>Shows what a model looked at where it was wrong; or says why it cannot.</summary>
internal sealed class ErrorExplanation : IDisposable
{
    private const int CellPx = 120;
    private const int Columns = 6; // two errors of three cells
    private readonly Explainer? _explainer;

    private ErrorExplanation(Explainer? explainer, string? problem) => (_explainer, Problem) = (explainer, problem);

    /// <summary>Why there is nothing to show; null where there is.</summary>
    public string? Problem { get; }

    /// <summary>What limits what is shown; null where nothing does.</summary>
    public string? Remark => _explainer?.CoarsenessRemark;

    /// <param name="model">The model that was measured.</param>
    /// <param name="threads">Threads of the arithmetic; 0 for one per core.</param>
    public static ErrorExplanation Of(TrainedModel model, int threads)
    {
        if (model.Members is not [var member])
        {
            return new(null, "the answers are those of several models; mien explain shows what one of them looks at.");
        }

        try
        {
            return new(Explainer.Load(member.Weights, new() { Threads = threads, Calibrate = false }), null);
        }
        catch (MienException e)
        {
            return new(null, e.Message);
        }
    }

    /// <summary>Draws errors: the picture, what speaks for the predicted class, what speaks for the true one.</summary>
    /// <param name="errors">Pictures with a wrong prediction; those that cannot be read are left out.</param>
    /// <param name="output">The sheet.</param>
    /// <returns>Whether there was one to draw.</returns>
    public bool Draw(IEnumerable<ScoredSample> errors, string output)
    {
        ContactSheetCell[] cells = [.. errors.SelectMany(Cells)];
        if (cells.Length > 0)
        {
            ImageCodec.Write(ContactSheet.Draw(cells, new() { Columns = Columns, PicturePx = CellPx, Title = "Most confident errors, explained" }), output);
        }

        return cells.Length > 0;
    }

    public void Dispose() => _explainer?.Dispose();

    private ContactSheetCell[] Cells(ScoredSample error)
    {
        try
        {
            var (labels, truth) = (_explainer!.Labels, error.Label!.Value);
            var face = ImageCodec.Read(error.File!, _explainer.Channels);
            var maps = _explainer.GradCamsOf(face, error.Predicted, truth);
            var said = string.Create(CultureInfo.InvariantCulture, $"{labels[error.Predicted]} {error.Probabilities[error.Predicted] * 100:0} %\nis {labels[truth]}");
            return
            [
                new(face, said, CellMark.Wrong),
                new(HeatOverlay.Draw(face, maps[0], CellPx), $"for {labels[error.Predicted]}\n "),
                new(HeatOverlay.Draw(face, maps[1], CellPx), $"for {labels[truth]}\n "),
            ];
        }
        catch (ImageException)
        {
            return []; // is gone since it was measured
        }
    }
}
