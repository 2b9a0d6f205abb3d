using System.Globalization;
using System.Text;
using Mien.Core;

namespace Mien.Training;

/// <summary>
/// Keeps history.csv: one line per finished epoch. The whole file is made anew from the run's history each time, so a resumed
/// run has neither gaps nor doubles; and there are no times in it, so that equal runs write equal bytes.
/// </summary>
/// <param name="folder">The run's folder.</param>
public sealed class HistoryCsv(RunFolder folder) : TrainingCallback
{
    private const string Header = "epoch,learning_rate,train_loss,train_accuracy,val_loss,val_accuracy,val_balanced_accuracy,val_macro_f1";
    private const string AffectHeader = ",val_valence_ccc,val_valence_rmse,val_arousal_ccc,val_arousal_rmse";

    /// <inheritdoc/>
    public override void OnFitStart(RunContext run) => Write(run);

    /// <inheritdoc/>
    public override void OnEpochEnd(RunContext run, EpochReport report) => Write(run);

    private void Write(RunContext run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var text = new StringBuilder(Header).Append(run.Plan.HasAffect ? AffectHeader : "").Append(",is_best\n");
        foreach (var epoch in run.History)
        {
            var scores = epoch.Validation;
            text.Append(CultureInfo.InvariantCulture, $"{epoch.Epoch},{epoch.LearningRate:R},{epoch.TrainLoss:R},{epoch.TrainAccuracy:R},");
            text.Append(CultureInfo.InvariantCulture, $"{scores.Loss:R},{scores.Accuracy:R},{scores.BalancedAccuracy:R},{scores.MacroF1:R},");
            if (scores.Affect is { } affect)
            {
                text.Append(CultureInfo.InvariantCulture, $"{affect.ValenceCcc:R},{affect.ValenceRmse:R},{affect.ArousalCcc:R},{affect.ArousalRmse:R},");
            }

            text.Append(epoch.IsBest ? "1\n" : "0\n");
        }

        folder.Save(folder.History, path => AtomicFile.WriteText(path, text.ToString()));
    }
}
