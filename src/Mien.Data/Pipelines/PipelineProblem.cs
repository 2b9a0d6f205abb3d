using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Data.Pipelines;

/// <summary>One thing that is wrong with a pipeline.</summary>
/// <param name="Origin">Where: <c>augment.yml:7:3</c> (line and column from 1).</param>
/// <param name="Message">What was expected and what came.</param>
public sealed record PipelineProblem(string Origin, string Message)
{
    /// <summary>Both parts on one line.</summary>
    public override string ToString() => $"{Origin}: {Message}";
}

/// <summary>A pipeline that cannot be carried out as written. It lists every problem that was found, not the first alone.</summary>
public sealed class PipelineException : ConfigException
{
    /// <param name="name">The pipeline, as messages should call it.</param>
    /// <param name="problems">At least one.</param>
    public PipelineException(string name, IEnumerable<PipelineProblem> problems)
        : this(name, [.. problems])
    {
    }

    private PipelineException(string name, ImmutableArray<PipelineProblem> problems)
        : base($"{name} has {(problems.Length == 1 ? "a problem" : $"{problems.Length} problems")}:\n  {string.Join("\n  ", problems)}") =>
        Problems = problems;

    /// <summary>The problems, in the order of the text.</summary>
    public ImmutableArray<PipelineProblem> Problems { get; }
}
