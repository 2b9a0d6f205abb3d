using System.Collections.Immutable;
using System.Text.Json;

namespace Mien.Data.Splitting;

/// <summary>What stands in the journal of a split.</summary>
/// <remarks>
/// Not by <see cref="JsonSerializer"/>, not even with metadata generated ahead of time: the runtime compiled some 250 of its methods for the value
/// types in a plan, which took longer than moving 3,000 pictures.
/// </remarks>
internal static class JournalJson
{
    public static void Write(Utf8JsonWriter json, SplitPlan plan)
    {
        json.WriteStartObject();
        json.WriteStartObject("Options");
        foreach (var (name, value) in plan.Options)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteNumber("Seed", plan.Seed);
        json.WriteBoolean("HasAnnotations", plan.HasAnnotations);
        WriteCounts(json, "Counts", plan.Counts);
        WriteCounts(json, "RuleCounts", plan.RuleCounts);
        WritePictures(json, plan.Pictures);
        WriteCopies(json, plan.Copies);
        WriteTexts(json, "OtherFiles", plan.OtherFiles);
        WriteTexts(json, "AlikeNames", plan.AlikeNames);
        WriteTexts(json, "Folders", plan.Folders);
        json.WriteEndObject();
    }

    public static SplitPlan ReadPlan(JsonElement json) => new()
    {
        Options = json.GetProperty("Options").EnumerateObject().ToImmutableSortedDictionary(option => option.Name, option => option.Value.GetString()!, StringComparer.Ordinal),
        Seed = json.GetProperty("Seed").GetUInt64(),
        HasAnnotations = json.GetProperty("HasAnnotations").GetBoolean(),
        Counts = ReadCounts(json.GetProperty("Counts")),
        RuleCounts = ReadCounts(json.GetProperty("RuleCounts")),
        Pictures = [.. json.GetProperty("Pictures").EnumerateArray().Select(item => new PlannedPicture(Text(item, "Path"), (SplitPart)Number(item, "Part"), item.GetProperty("SizeBytes").GetInt64(), item.GetProperty("ModifiedTicks").GetInt64()))],
        Copies = [.. json.GetProperty("Copies").EnumerateArray().Select(item => new PlannedCopy(Number(item, "Source"), Number(item, "Number"), Text(item, "Path")))],
        OtherFiles = ReadTexts(json.GetProperty("OtherFiles")),
        AlikeNames = ReadTexts(json.GetProperty("AlikeNames")),
        Folders = ReadTexts(json.GetProperty("Folders")),
    };

    public static void Write(Utf8JsonWriter json, ImmutableArray<PassedOverPicture> pictures)
    {
        json.WriteStartArray();
        foreach (var picture in pictures)
        {
            json.WriteStartObject();
            json.WriteString("Path", picture.Path);
            json.WriteString("Problem", picture.Problem);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static ImmutableArray<PassedOverPicture> ReadPassedOver(JsonElement json) =>
        [.. json.EnumerateArray().Select(item => new PassedOverPicture(Text(item, "Path"), Text(item, "Problem")))];

    private static void WriteCounts(Utf8JsonWriter json, string name, ImmutableArray<ClassCounts> counts)
    {
        json.WriteStartArray(name);
        foreach (var item in counts)
        {
            json.WriteStartObject();
            json.WriteString("Name", item.Name);
            json.WriteNumber("Train", item.Train);
            json.WriteNumber("Validation", item.Validation);
            json.WriteNumber("Test", item.Test);
            json.WriteNumber("TrainFinal", item.TrainFinal);
            json.WriteNumber("TestFinal", item.TestFinal);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static ImmutableArray<ClassCounts> ReadCounts(JsonElement json) =>
    [
        .. json.EnumerateArray().Select(item => new ClassCounts(
            Text(item, "Name"), Number(item, "Train"), Number(item, "Validation"), Number(item, "Test"), Number(item, "TrainFinal"), Number(item, "TestFinal"))),
    ];

    private static void WritePictures(Utf8JsonWriter json, ImmutableArray<PlannedPicture> pictures)
    {
        json.WriteStartArray("Pictures");
        foreach (var picture in pictures)
        {
            json.WriteStartObject();
            json.WriteString("Path", picture.Path);
            json.WriteNumber("Part", (int)picture.Part);
            json.WriteNumber("SizeBytes", picture.SizeBytes);
            json.WriteNumber("ModifiedTicks", picture.ModifiedTicks);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCopies(Utf8JsonWriter json, ImmutableArray<PlannedCopy> copies)
    {
        json.WriteStartArray("Copies");
        foreach (var copy in copies)
        {
            json.WriteStartObject();
            json.WriteNumber("Source", copy.Source);
            json.WriteNumber("Number", copy.Number);
            json.WriteString("Path", copy.Path);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, ImmutableArray<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static ImmutableArray<string> ReadTexts(JsonElement json) => [.. json.EnumerateArray().Select(item => item.GetString()!)];

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();
}
