using System.Collections.Immutable;
using System.Text.Json;
using Mien.Core;
using Mien.Models;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>One run of a series.</summary>
/// <param name="Name">Its folder below that of the series.</param>
/// <param name="Overrides">What is changed in the recipe, texts <c>key=value</c>.</param>
public sealed record SeriesMember(string Name, ImmutableArray<string> Overrides);

/// <summary>
/// Several runs of one recipe, such as folds, seeds or the points of a sweep. Kept as series.json in the folder that holds the runs, so
/// that a series goes on after an interruption with what it began with.
/// </summary>
public sealed record SeriesPlan
{
    private const string FileName = "series.json";

    /// <summary>What messages call the recipe.</summary>
    public required string RecipeName { get; init; }

    /// <summary>Its text.</summary>
    public required string RecipeText { get; init; }

    /// <summary>The folder that relative paths in it start from.</summary>
    public required string RecipeFolder { get; init; }

    /// <summary>The folder that relative paths in overrides start from.</summary>
    public required string OverrideFolder { get; init; }

    /// <summary>Changes for all runs.</summary>
    public ImmutableArray<string> Overrides { get; init; } = [];

    /// <summary>The runs, each name once.</summary>
    public required ImmutableArray<SeriesMember> Members { get; init; }

    /// <summary>Whether mean and deviation over the runs mean something: they repeat one experiment.</summary>
    public bool AreRepeats { get; init; }

    /// <summary>Of every so many runs only the best goes on at each of a few epochs (successive halving); null trains all to the end.</summary>
    public int? Halving { get; init; }

    private static JsonSerializerOptions Json { get; } = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A series of a recipe file.</summary>
    /// <param name="recipePath">The file.</param>
    /// <param name="overrides">Changes for all runs; relative paths start from the current folder.</param>
    /// <param name="members">The runs.</param>
    /// <exception cref="ConfigException">The file cannot be read.</exception>
    public static SeriesPlan Of(string recipePath, IEnumerable<string> overrides, IEnumerable<SeriesMember> members) => new()
    {
        RecipeName = Path.GetFileName(recipePath),
        RecipeText = ConfigFile.ReadText(recipePath, "recipe"),
        RecipeFolder = Path.GetDirectoryName(Path.GetFullPath(recipePath))!,
        OverrideFolder = Directory.GetCurrentDirectory(),
        Overrides = [.. overrides],
        Members = [.. members],
    };

    /// <summary>Whether a folder holds a series.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Reads the plan of a series that was begun.</summary>
    /// <exception cref="MienException">It cannot be read.</exception>
    public static SeriesPlan Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<SeriesPlan>(File.ReadAllText(Path.Combine(folder, FileName)), Json)!;
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            throw new MienException($"Expected a series of runs in {folder}, as 'mien train --folds' and 'mien sweep' write it: {e.Message}", e);
        }
    }

    /// <summary>Writes the plan.</summary>
    /// <exception cref="ConfigException">There is a series or a run in the folder.</exception>
    public void Write(string folder)
    {
        if (IsIn(folder) || new RunFolder(folder).HasRun)
        {
            throw new ConfigException($"Expected a folder without runs but {folder} holds some. Continue them with --resume {folder}; or choose another folder with --run.");
        }

        Directory.CreateDirectory(folder);
        AtomicFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, Json) + "\n");
    }

    /// <summary>The recipe of a run.</summary>
    /// <exception cref="ConfigProblemsException">Recipe and changes do not go together.</exception>
    public Recipe RecipeOf(SeriesMember member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return RecipeReader.Parse(RecipeText, RecipeName, RecipeFolder, [.. Overrides, .. member.Overrides], ModelRegistry.All.Select(info => info.Name), OverrideFolder);
    }
}
