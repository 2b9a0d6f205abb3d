using System.Collections.Immutable;
using System.Globalization;
using Mien.Core;

namespace Mien.Training;

/// <summary>history.csv of a run, read back: a row for each finished epoch.</summary>
public sealed class RunHistory
{
    private readonly Dictionary<string, int> _columns;
    private readonly ImmutableArray<double[]> _rows;

    private RunHistory(ImmutableArray<string> columns, ImmutableArray<double[]> rows)
    {
        (Columns, _rows) = (columns, rows);
        _columns = columns.Index().ToDictionary(column => column.Item, column => column.Index);
    }

    /// <summary>Names of the columns, in order.</summary>
    public ImmutableArray<string> Columns { get; }

    /// <summary>Finished epochs.</summary>
    public int Count => _rows.Length;

    /// <summary>The row of the best epoch; null before the first is finished.</summary>
    public int? BestRow => Enumerable.Range(0, Count).Where(row => this[row, "is_best"] > 0).Select(row => (int?)row).LastOrDefault();

    /// <summary>A value; NaN where the run has no such column.</summary>
    public double this[int row, string column] => _columns.TryGetValue(column, out var index) ? _rows[row][index] : double.NaN;

    /// <summary>Reads a file; one that is not there has no epochs.</summary>
    /// <exception cref="MienException">It is no history.</exception>
    public static RunHistory Read(string path)
    {
        var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        ImmutableArray<string> columns = lines.Length > 0 ? [.. lines[0].Split(',')] : [];
        return new(columns, [.. lines.Skip(1).Select((line, index) => Row(line, index + 2))]);

        double[] Row(string line, int number)
        {
            var values = line.Split(',').Select(text => text.Length == 0 ? double.NaN : double.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : (double?)null).ToArray();
            return values.Length == columns.Length && !values.Contains(null)
                ? [.. values.Select(value => value!.Value)]
                : throw new MienException($"Expected {columns.Length} numbers in line {number} of {path}, as 'mien train' writes them, but got '{line}'.");
        }
    }
}
