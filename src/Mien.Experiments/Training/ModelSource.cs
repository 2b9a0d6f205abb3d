using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Experiments;

/// <summary>What a user may name a model by: a run's folder, the name of a run below <c>runs/</c>, a file, or several of these with commas between.</summary>
public static class ModelSource
{
    internal const char Separator = ',';

    /// <summary>The models of one word. A file or folder whose own name has commas is one model.</summary>
    /// <param name="text">As the user wrote it.</param>
    /// <exception cref="ConfigException">There is nothing before or behind a comma, or a model is named twice.</exception>
    public static ImmutableArray<string> Split(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        ImmutableArray<string> parts = Path.Exists(text) ? [text] : [.. text.Split(Separator)];
        if (parts.Any(string.IsNullOrWhiteSpace))
        {
            throw new ConfigException($"Expected models with commas between, such as runs/a,runs/b, but got '{text}'.");
        }

        return parts.GroupBy(part => Path.TrimEndingDirectorySeparator(Path.GetFullPath(part))).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new ConfigException($"Expected different models, as their answers are averaged, but '{twice.First()}' is named twice.")
            : parts;
    }

    /// <summary>The path of one model: the text itself where there is a file or folder, else the one run below a folder that ends in this name.</summary>
    /// <param name="text">A path, or a run's name such as <c>faces-1</c>.</param>
    /// <param name="runs">The folder of all runs.</param>
    /// <exception cref="ConfigException">Several runs have the name.</exception>
    /// <exception cref="MienException">There is neither a path nor a run.</exception>
    public static string Resolve(string text, string runs = RunCatalog.DefaultFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        if (Path.Exists(text))
        {
            return text;
        }

        string[] all = [.. RunCatalog.FoldersIn(runs)];
        string[] found = [.. all.Where(path => path.EndsWith(Path.DirectorySeparatorChar + text.TrimEnd('/'), StringComparison.Ordinal))];
        return found switch
        {
            [var only] => only,
            [] => throw new MienException($"Expected a run's folder, a file of weights or the name of a run in {runs}/ but there is nothing at '{text}'{NearMiss.Hint(text, all.Select(path => Path.GetFileName(path)!))}"),
            _ => throw new ConfigException($"Expected the name of one run but there are {string.Join(" and ", found)}; name its folder."),
        };
    }
}
