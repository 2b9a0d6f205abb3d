using System.Text.Json;
using Mien.Core;

namespace Mien.Training;

/// <summary>
/// labels.json: what the outputs of a run's model mean. <c>classes</c> in the order of the logits; <c>regression</c> names the
/// outputs behind them, whose values lie in <c>regression_range</c>.
/// </summary>
public static class LabelsFile
{
    private static JsonSerializerOptions Options { get; } = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the file.</summary>
    /// <param name="path">The file; replaced in one step.</param>
    /// <param name="labels">The classes in the order of the outputs.</param>
    /// <param name="hasAffect">Whether arousal and valence come behind them.</param>
    /// <exception cref="IOException">The disk is full or the like.</exception>
    public static void Write(string path, LabelSet labels, bool hasAffect = false)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var content = new { classes = labels.Names, regression = hasAffect ? new[] { "arousal", "valence" } : [], regression_range = new[] { -1, 1 } };
        AtomicFile.WriteText(path, JsonSerializer.Serialize(content, Options) + "\n");
    }

    /// <summary>Reads the classes.</summary>
    /// <exception cref="MienException">The file is missing or is no labels file.</exception>
    public static LabelSet Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            List<string> names = [];
            foreach (var name in json.RootElement.GetProperty("classes").EnumerateArray())
            {
                names.Add(name.GetString() ?? "");
            }

            return new(names);
        }
        catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new MienException($"Expected the classes of a run in {path}, as 'mien train' writes them: {e.Message}", e);
        }
    }
}
