using System.Collections.Immutable;

namespace Mien.Core;

/// <summary>One thing that is wrong with a configuration text, such as a recipe or a pipeline of transforms.</summary>
/// <param name="Origin">Where: <c>recipe.yml:7:3</c> (line and column from 1) or the option, for example <c>--set optimizer.lr</c>.</param>
/// <param name="Message">What was expected and what came.</param>
public sealed record ConfigProblem(string Origin, string Message)
{
    /// <summary>Both parts on one line.</summary>
    public override string ToString() => $"{Origin}: {Message}";
}

/// <summary>A configuration that cannot be carried out as written. It lists every problem that was found, not the first alone.</summary>
public sealed class ConfigProblemsException : ConfigException
{
    /// <param name="name">The text, as messages should call it, such as its file name.</param>
    /// <param name="problems">At least one.</param>
    /// <param name="count">Number of all problems where not all are listed.</param>
    public ConfigProblemsException(string name, IEnumerable<ConfigProblem> problems, long count = 0)
        : this(name, [.. problems], count)
    {
    }

    private ConfigProblemsException(string name, ImmutableArray<ConfigProblem> problems, long count)
        : base(Compose(name, problems, Math.Max(count, problems.Length))) => Problems = problems;

    /// <summary>The problems that are listed, in the order of the text.</summary>
    public ImmutableArray<ConfigProblem> Problems { get; }

    private static string Compose(string name, ImmutableArray<ConfigProblem> problems, long count) =>
        $"{name} has {(count == 1 ? "a problem" : $"{count} problems")}:\n"
        + string.Join('\n', problems.Select(problem => "  " + problem))
        + (count > problems.Length ? $"\n  and {count - problems.Length} more" : "");
}
