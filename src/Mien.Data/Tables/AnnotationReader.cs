using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Mien.Core;

namespace Mien.Data.Tables;

/// <summary>
/// Reads the facts about a picture from the current row of a table. What is impossible is told in <see cref="CsvTable.Problems"/>, and the
/// row is not to be used; an empty field is an unknown value, and so is NULL, which databases write.
/// </summary>
internal sealed class AnnotationReader(CsvTable table)
{
    /// <summary>AffectNet's mark of a value that nobody gave.</summary>
    private const double NotGiven = -2;

    // Pictures are at most 65,535 pixels wide in every format that is read; far more is a broken number.
    private const int MaxPx = 1 << 20;

    /// <summary>Columns of the facts; -1 for a column that is not there.</summary>
    public int Valence { get; init; } = table.Find("valence");

    public int Arousal { get; init; } = table.Find("arousal");

    public int Identity { get; init; } = table.Find("identity");

    public int Source { get; init; } = table.Find("source");

    public ImmutableArray<int> Box { get; init; } =
        [table.Find("face_x"), table.Find("face_y"), table.Find("face_width"), table.Find("face_height")];

    public int Landmarks { get; init; } = table.Find("landmarks") is >= 0 and var column ? column : table.Find("facial_landmarks");

    public bool HasBox => !Box.Contains(-1);

    public Annotation Read(int fileName, int label) => new()
    {
        FileName = table.Text(fileName),
        Label = table.Text(label),
        Valence = Affect(Valence, "valence"),
        Arousal = Affect(Arousal, "arousal"),
        Identity = Text(Identity),
        Box = ReadBox(),
        Landmarks = ReadLandmarks(),
        Source = Text(Source),
    };

    public ImmutableArray<double> SoftLabels(ImmutableArray<int> columns)
    {
        if (columns.All(column => table.Utf8(column).IsEmpty))
        {
            return [];
        }

        var values = columns.Select(column => table.Number(column) ?? -1).ToImmutableArray();
        if (values.Any(value => value is < 0 or > 1))
        {
            Complain("expected soft labels from 0 to 1");
        }

        return values;
    }

    private double? Affect(int column, string name)
    {
        if (column < 0 || IsUnknown(column))
        {
            return null;
        }

        var value = table.Number(column);
        if (value is not (NotGiven or (>= -1 and <= 1)))
        {
            Complain($"expected {name} from -1 to 1 (or -2 for none) but got '{table.Text(column)}'");
        }

        return value is NotGiven ? null : value;
    }

    private FaceBox? ReadBox()
    {
        if (!HasBox || Box.All(IsUnknown))
        {
            return null;
        }

        var numbers = Box.Select(column => table.Number(column) is { } value && Math.Abs(value) <= MaxPx ? (int?)Math.Round(value) : null).ToArray();
        if (numbers is not [{ } x, { } y, >= 1 and { } width, >= 1 and { } height])
        {
            Complain($"expected a face box of four numbers, width and height at least 1, but got {string.Join(", ", Box.Select(column => $"'{table.Text(column)}'"))}");
            return null;
        }

        return new(x, y, width, height);
    }

    private ImmutableArray<double> ReadLandmarks()
    {
        if (Landmarks < 0 || IsUnknown(Landmarks))
        {
            return [];
        }

        var text = table.Utf8(Landmarks);
        var numbers = ImmutableArray.CreateBuilder<double>(text.Count((byte)';') + 1);
        foreach (var range in text.Split((byte)';'))
        {
            if (!double.TryParse(text[range], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !(Math.Abs(number) <= MaxPx))
            {
                Complain("expected landmarks as numbers x;y;x;y... in pixels");
                return [];
            }

            numbers.Add(number);
        }

        if (numbers.Count % 2 != 0)
        {
            Complain($"expected landmarks as pairs of x and y but got {numbers.Count} numbers");
        }

        return numbers.DrainToImmutable();
    }

    private bool IsUnknown(int column) => table.Utf8(column) is var text && (text.IsEmpty || Ascii.EqualsIgnoreCase(text, "NULL"u8));

    private string? Text(int column) => column < 0 || table.Utf8(column).IsEmpty ? null : table.Text(column);

    private void Complain(string message) => table.Problems.Add(table.Origin, message);
}
