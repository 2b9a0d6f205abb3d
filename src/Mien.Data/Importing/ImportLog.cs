using Mien.Core;

namespace Mien.Data.Importing;

/// <summary>What an import did not take, and why; and how far it has come. Used by one thread.</summary>
internal sealed class ImportLog
{
    private readonly SortedDictionary<string, long> _leftOut = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _remarks = new(StringComparer.Ordinal);

    /// <summary>Faults of the source.</summary>
    public ProblemList Problems { get; } = new();

    /// <summary>How much of the source was read, from 0 to 1.</summary>
    public double Fraction { get; set; }

    /// <summary>Rows that the rules of the collection leave out, by reason.</summary>
    public IReadOnlyDictionary<string, long> LeftOut => _leftOut;

    /// <summary>Facts worth telling about rows that were taken, by kind of fact.</summary>
    public IReadOnlyDictionary<string, long> Remarks => _remarks;

    public void LeaveOut(string reason) => _leftOut[reason] = _leftOut.GetValueOrDefault(reason) + 1;

    public void Remark(string fact) => _remarks[fact] = _remarks.GetValueOrDefault(fact) + 1;
}
