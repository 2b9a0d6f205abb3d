using Mien.Core;
using Mien.Imaging;

namespace Mien.Reports.Tests;

public sealed class LearningCurvesTests : IDisposable
{
    private const string Header = "epoch,learning_rate,train_loss,train_accuracy,val_loss,val_accuracy,val_balanced_accuracy,val_macro_f1,is_best\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("mien it's-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void A_history_becomes_a_picture_or_an_explanation(int epochs)
    {
        var result = LearningCurves.Draw(Write(epochs), In("curves.png"), "it's a run");
        if (result.Path is null)
        {
            Assert.Contains("gnuplot-nox", result.Problem, StringComparison.Ordinal);
            Assert.Skip("gnuplot is not installed here.");
        }

        Assert.Equal(1200, ImageCodec.Read(result.Path).Width);
    }

    [Theory]
    [InlineData("NaN", "NaN")]
    [InlineData("0.5", "")]
    [InlineData("inf", "0.5")]
    public void Losses_that_are_never_numbers_leave_the_scores(string trainLoss, string validationLoss)
    {
        File.WriteAllText(In("history.csv"), $"{Header}1,0.05,{trainLoss},0.5,{validationLoss},0.4,0.4,0.4,1\n");
        var result = LearningCurves.Draw(In("history.csv"), In("curves.png"));
        Assert.True(result.Path is not null || result.Problem!.Contains("gnuplot-nox", StringComparison.Ordinal), result.Problem);
    }

    [Fact]
    public void Of_a_run_with_valence_and_arousal_the_best_epochs_are_marked_and_both_agreements_drawn()
    {
        var header = Header.Replace("is_best", "val_valence_ccc,val_valence_rmse,val_arousal_ccc,val_arousal_rmse,is_best", StringComparison.Ordinal);
        byte[] Drawn(int isBest, double valence = 0.4, double arousal = 0.5)
        {
            File.WriteAllText(In("history.csv"), FormattableString.Invariant($"{header}1,0.05,2,0.3,2,0.3,0.3,0.3,0.4,0.4,0.5,0.3,1\n2,0.05,1,0.4,1,0.2,0.2,0.2,{valence},0.4,{arousal},0.3,{isBest}\n"));
            var result = LearningCurves.Draw(In("history.csv"), In("curves.png"));
            Assert.SkipWhen(result.Problem?.Contains("gnuplot-nox", StringComparison.Ordinal) ?? false, "gnuplot is not installed here.");
            return File.ReadAllBytes(result.Path!);
        }

        Assert.NotEqual(Drawn(isBest: 0), Drawn(isBest: 1));
        Assert.NotEqual(Drawn(isBest: 0), Drawn(isBest: 0, valence: 0.8));
        Assert.NotEqual(Drawn(isBest: 0), Drawn(isBest: 0, arousal: 0.9));
    }

    [Fact]
    public void A_script_that_fails_is_reported_and_nothing_is_written()
    {
        var result = LearningCurves.Draw(Write(2), In("curves.png"), script: "plot nonsense from nowhere\n");
        Assert.NotNull(result.Problem);
        Assert.False(File.Exists(In("curves.png")));
    }

    [Fact]
    public void A_history_without_epochs_is_an_error() =>
        Assert.Contains("at least one epoch", Assert.Throws<MienException>(() => LearningCurves.Draw(Write(0), In("curves.png"))).Message, StringComparison.Ordinal);

    private string In(string name) => Path.Combine(_folder, name);

    private string Write(int epochs)
    {
        var lines = Enumerable.Range(1, epochs).Select(epoch => $"{epoch},0.05,{2.0 / epoch},{1 - (0.8 / epoch)},{2.2 / epoch},{1 - (0.85 / epoch)},{1 - (0.9 / epoch)},{1 - (0.9 / epoch)},{epoch % 2}\n");
        File.WriteAllText(In("history.csv"), Header + string.Concat(lines));
        return In("history.csv");
    }
}
