using Mien.Inference;

namespace Mien.Experiments.Tests.Diagnosis;

public sealed class DoctorTests
{
    [Fact]
    public void On_a_machine_that_is_set_up_nothing_is_missing()
    {
        var checks = Doctor.Examine();
        Assert.DoesNotContain(checks, check => check.Status == CheckStatus.Missing);
        Assert.Superset(new HashSet<string> { "libtorch", "OpenCV", "face detector", "precision: auto", "free disk" }, checks.Select(check => check.Name).ToHashSet());
        Assert.Contains(PreparedModel.OperatorsLevel switch { 4 => "own operators for AVX-512", 3 => "own operators for AVX2", _ => "" }, checks.Single(check => check.Name == "own operators").Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_program_is_a_warning_with_the_command_that_installs_it()
    {
        var check = Assert.Single(Doctor.Tools("/nonexistent:"));
        Assert.Equal(CheckStatus.Warning, check.Status);
        Assert.Contains("apt-get install gnuplot-nox", check.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_that_cannot_be_loaded_is_said_to_be_missing_with_what_mends_it()
    {
        var check = Assert.Single(Check.Guard("libx", "install libx", () => throw new DllNotFoundException("no libx.so")));
        Assert.Equal(new Check("libx", CheckStatus.Missing, "no libx.so", "install libx"), check);
    }

    [Fact]
    public void Speed_is_measured_in_training_and_prediction()
    {
        var speed = SpeedMeasure.Run(TimeSpan.FromMilliseconds(1));
        Assert.InRange(speed.TrainingPerSecond, 0.1, 1e6);
        Assert.InRange(speed.PredictionPerSecond, speed.TrainingPerSecond, 1e6);
    }
}
