using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mien.Experiments;
using Mien.Reports;

namespace Mien.Cli.Commands;

/// <summary><c>mien doctor</c>: what Mien runs on here, how fast it is, and what is missing.</summary>
internal static class DoctorCommand
{
    private static readonly TimeSpan SpeedDuration = TimeSpan.FromSeconds(0.8); // each of two, so about two seconds with warming up

    private static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object" };
        var noSpeed = new Option<bool>("--no-speed") { Description = "Leave out the measure of speed" };
        var command = new ExampleCommand(
            "doctor", "Show versions, devices and speed, and what is missing with the command that mends it. Exit code 1 when something needed is missing.",
            "mien doctor", "mien doctor --json --no-speed") { json, noSpeed };
        command.SetAction(result =>
        {
            var output = result.InvocationConfiguration.Output;
            var checks = Doctor.Examine();
            var isUsable = checks.All(check => check.Status != CheckStatus.Missing);
            var speed = isUsable && !result.GetValue(noSpeed) ? SpeedMeasure.Run(SpeedDuration) : null;
            if (result.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(new { Ok = isUsable, Checks = checks, Speed = speed }, Json));
            }
            else
            {
                Print(output, checks, speed);
            }

            return isUsable ? 0 : CommandLine.Failure;
        });
        return command;
    }

    private static void Print(TextWriter output, IReadOnlyList<Check> checks, SpeedMeasure? speed)
    {
        var table = new TextTable("check", "", "found") { TextColumns = new HashSet<int> { 0, 1, 2 } };
        foreach (var check in checks)
        {
            table.Add(check.Name, check.Status.ToString().ToLowerInvariant(), check.Value);
        }

        if (speed is not null)
        {
            table.Add("speed", "ok", string.Create(CultureInfo.InvariantCulture,
                $"ResNet-18, 96x96, {speed.Precision} on {speed.Device}: {speed.TrainingPerSecond:0} pictures/s training, {speed.PredictionPerSecond:0} predicting"));
        }

        output.Write(table.ToText());
        var mends = checks.Where(check => check.Mend is not null).ToArray();
        output.WriteLine(mends.Length == 0 ? "\nAll is well. Next: mien demo" : "\nTo mend:");
        foreach (var check in mends)
        {
            output.WriteLine($"  {check.Name}: {check.Mend}");
        }
    }
}
