using System.Collections.Immutable;
using System.Text.Json;
using Mien.Core;

namespace Mien.Models.Weights;

/// <summary>What the texts of a safetensors file say of its weights. The file is anybody's: what cannot be read counts as not said.</summary>
internal static class WeightsMetadata
{
    // As 'mien train' writes them.
    private const string LabelsKey = "mien.labels", PreprocessingKey = "mien.preprocessing";

    private const int LongestName = 200;

    private static readonly ImmutableArray<string> LicenceKeys = ["licence", "license"];

    public static ImmutableArray<string> Labels(IReadOnlyDictionary<string, string> metadata) =>
        Read(metadata, LabelsKey, list => list.EnumerateArray().Select(label => label.GetString() ?? "").ToArray()) is { } labels
            && labels.All(IsName) && labels.Distinct().Count() == labels.Length
                ? [.. labels]
                : [];

    public static string? Licence(IReadOnlyDictionary<string, string> metadata) => LicenceKeys.Select(key => metadata.GetValueOrDefault(key)).FirstOrDefault(text => text is not null && IsName(text));

    public static string? ScalingName(IReadOnlyDictionary<string, string> metadata) =>
        Read(metadata, PreprocessingKey, json => json.TryGetProperty("scaling", out var name) ? name.GetString() : null) is { } text && IsName(text) ? text : null;

    // It goes into recipes and onto terminals.
    private static bool IsName(string text) => text.Length <= LongestName && !string.IsNullOrWhiteSpace(text) && text == PlainText.Of(text);

    private static T? Read<T>(IReadOnlyDictionary<string, string> metadata, string key, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            return metadata.TryGetValue(key, out var text) ? read(JsonElement.Parse(text)) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // InvalidOperationException: a value of another kind, or half a surrogate pair
        }
    }
}
