using System.Globalization;

namespace Mien.Core;

/// <summary>
/// Gathers what is wrong with an input, so that everything is told at once. All problems are counted; only the first ones are kept,
/// so that an input of a million faults costs no memory. Not safe for several threads at once.
/// </summary>
/// <param name="limit">How many problems are kept, at least 1.</param>
public sealed class ProblemList(int limit = ProblemList.DefaultLimit)
{
    /// <summary>How many problems are kept unless said otherwise.</summary>
    public const int DefaultLimit = 20;

    private readonly List<ConfigProblem> _kept = [];

    /// <summary>Number of all problems, kept or not.</summary>
    public long Count { get; private set; }

    /// <summary>The first problems, in the order in which they were added.</summary>
    public IReadOnlyList<ConfigProblem> Kept => _kept;

    /// <summary>The problems as lines of text; the last one counts those that were not kept.</summary>
    public IEnumerable<string> Lines => Count > _kept.Count
        ? _kept.Select(problem => problem.ToString()).Append($"and {(Count - _kept.Count).ToString(CultureInfo.InvariantCulture)} more")
        : _kept.Select(problem => problem.ToString());

    /// <summary>Adds a problem.</summary>
    /// <param name="origin">Where: <c>labels.csv:17</c>.</param>
    /// <param name="message">What was expected and what came.</param>
    public void Add(string origin, string message)
    {
        Count++;
        if (_kept.Count < limit)
        {
            _kept.Add(new(Plain(origin), Plain(message)));
        }
    }

    // Messages quote what stands in files, which may hold anything: line breaks, and what moves the cursor of a terminal.
    private static string Plain(string text) => text.Any(char.IsControl)
        ? string.Concat(text.Select(letter => char.IsControl(letter) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}") : letter.ToString()))
        : text;

    /// <summary>Does nothing if there are no problems.</summary>
    /// <param name="name">What messages call the input.</param>
    /// <exception cref="ConfigProblemsException">There are problems.</exception>
    public void ThrowIfAny(string name)
    {
        if (Count > 0)
        {
            throw new ConfigProblemsException(name, _kept, Count);
        }
    }
}
