using System.Collections.Immutable;
using System.Globalization;
using Mien.Core;
using Mien.Data.Tables;

namespace Mien.Experiments;

/// <summary>
/// Reads predictions of any program from a table: <c>truth</c> with one column <c>prob_CLASS</c> per class, in their order, and
/// <c>valence_true</c>, <c>valence</c>, <c>arousal_true</c>, <c>arousal</c>; either group may be missing. <c>file</c> and <c>person</c> are
/// used where they are there. Further columns can be scored by. An empty field is an unknown value.
/// </summary>
public static class PredictionsFile
{
    internal const string ProbabilityPrefix = "prob_";

    // Probabilities written with few digits do not add up to 1 exactly; percentages and logits are far from it.
    private const double SumTolerance = 0.02;

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ConfigProblemsException">Columns or values are wrong; all are listed with their lines.</exception>
    /// <exception cref="MienException">The file cannot be read as a table, or holds no predictions.</exception>
    public static ScoredSet Read(string path)
    {
        using var table = CsvTable.Open(path);
        var reader = new Reader(table);
        var samples = ImmutableArray.CreateBuilder<ScoredSample>();
        while (table.Next())
        {
            samples.Add(reader.Row());
        }

        table.Problems.ThrowIfAny(path);
        return samples.Count > 0
            ? new ScoredSet(path, reader.Labels, samples.ToImmutable(), reader.FurtherColumns)
            : throw new MienException($"Expected predictions in {path} but it has only a header.");
    }

    private sealed class Reader
    {
        private readonly CsvTable _table;
        private readonly int _truth, _file, _person;
        private readonly ImmutableArray<int> _probabilities;
        private readonly (int Truth, int Prediction) _valence, _arousal;
        private readonly ImmutableArray<int> _further;

        public Reader(CsvTable table)
        {
            _table = table;
            _probabilities = [.. Enumerable.Range(0, table.Columns.Length).Where(column => table.Columns[column].StartsWith(ProbabilityPrefix, StringComparison.OrdinalIgnoreCase))];
            var names = _probabilities.Select(column => table.Columns[column][ProbabilityPrefix.Length..]).ToArray();
            _valence = Pair("valence");
            _arousal = Pair("arousal");
            if (names.Length == 0 && _valence.Truth < 0 && _arousal.Truth < 0)
            {
                throw new ConfigException(
                    $"Expected columns prob_CLASS with a column truth, or valence and valence_true, arousal and arousal_true, in {table.Name} but it has {string.Join(", ", table.Columns)}.");
            }

            Labels = names.Length == 0 ? null : new LabelSet(names);
            _truth = names.Length == 0 ? table.Find("truth") : table.Require("truth")[0];
            (_file, _person) = (table.Find("file"), table.Find("person"));
            HashSet<int> used = [_file, _truth, _valence.Prediction, _valence.Truth, _arousal.Prediction, _arousal.Truth, .. _probabilities];
            _further = [.. Enumerable.Range(0, table.Columns.Length).Where(column => !used.Contains(column) && table.Columns[column].Length > 0)];
        }

        public LabelSet? Labels { get; }

        public ImmutableArray<string> FurtherColumns => [.. _further.Select(column => _table.Columns[column])];

        public ScoredSample Row() => new()
        {
            File = _file < 0 ? null : _table.Text(_file),
            Person = _person < 0 ? null : _table.Text(_person),
            Label = Labels is null ? null : Label(),
            Probabilities = Probabilities(),
            Valence = AffectOf(_valence),
            Arousal = AffectOf(_arousal),
            Fields = [.. _further.Select(_table.Text)],
        };

        // A prediction without truth is no error of the table: predictions of unlabelled pictures may stand beside others.
        private (int, int) Pair(string name) =>
            _table.Find(name) is >= 0 and var prediction && _table.Find(name + "_true") is >= 0 and var truth ? (truth, prediction) : (-1, -1);

        private int? Label()
        {
            var text = _table.Text(_truth).Trim();
            if (text.Length == 0)
            {
                return null;
            }

            var index = Labels!.IndexOf(text);
            if (index >= 0 || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index) && index < Labels.Count))
            {
                return index;
            }

            Problem($"expected a class in truth, by name or by its position from 0, but got '{text}'{NearMiss.HintOrAll(text, Labels.Names)}");
            return null;
        }

        private ImmutableArray<double> Probabilities()
        {
            var values = ImmutableArray.CreateBuilder<double>(_probabilities.Length);
            var sum = 0.0;
            foreach (var column in _probabilities)
            {
                var value = _table.Number(column) ?? double.NaN;
                if (!(value is >= 0 and <= 1))
                {
                    Problem($"expected a probability from 0 to 1 in {_table.Columns[column]} but got '{_table.Text(column)}'");
                    value = 0;
                    sum = double.NaN;
                }

                values.Add(value);
                sum += value;
            }

            if (Math.Abs(sum - 1) > SumTolerance && values.Count > 0)
            {
                Problem(string.Create(CultureInfo.InvariantCulture, $"expected probabilities that add up to 1 but they make {sum:0.####}"));
            }

            return values.MoveToImmutable();
        }

        private (double, double)? AffectOf((int Truth, int Prediction) columns) =>
            columns.Truth >= 0 && Affect(columns.Truth, true) is { } truth && Affect(columns.Prediction, false) is { } prediction ? (truth, prediction) : null;

        private double? Affect(int column, bool isTruth)
        {
            if (_table.Utf8(column).Trim((byte)' ').IsEmpty)
            {
                return null;
            }

            var value = _table.Number(column);
            if (value is null || (isTruth && Math.Abs(value.Value) > 1))
            {
                Problem($"expected {(isTruth ? "a number from -1 to 1" : "a number")} in {_table.Columns[column]} but got '{_table.Text(column)}'; leave it empty where it is unknown");
                return null;
            }

            return value;
        }

        private void Problem(string message) => _table.Problems.Add(_table.Origin, message);
    }
}
