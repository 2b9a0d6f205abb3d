using System.Globalization;
using Mien.Core;
using Mien.Data.Tables;
using Mien.Imaging;

namespace Mien.Data.Importing.Kinds;

/// <summary>The rows of fer2013.csv: <c>emotion,pixels,Usage</c>, where pixels are 48x48 grey values separated by spaces. The usage may be missing.</summary>
internal sealed class FerPixels
{
    private const int SidePx = 48;

    private readonly CsvTable _table;
    private readonly int _emotion, _pixels, _usage;

    public FerPixels(CsvTable table)
    {
        var columns = table.Require("emotion", "pixels");
        (_table, _emotion, _pixels, _usage) = (table, columns[0], columns[1], table.Find("Usage"));
    }

    /// <summary>The table, where there is one: <c>fer2013.csv</c>, or <c>icml_face_data.csv</c>, which has the same columns.</summary>
    public static string? Find(string source) => CollectionFiles.Find(source, "fer2013.csv", "icml_face_data.csv");

    /// <summary>Whether a table has pictures and no labels, as the test.csv of Kaggle's competition.</summary>
    public static bool IsUnlabelled(CsvTable table) => table.Find("pixels") >= 0 && table.Find("emotion") < 0;

    /// <summary>The name of the row's picture, numbered by its line from 0, as FER+ does.</summary>
    public string FileName => string.Create(CultureInfo.InvariantCulture, $"fer{_table.Line - 2:0000000}.png");

    /// <summary>Whether rows say for which part of the challenge they are.</summary>
    public bool HasUsage => _usage >= 0;

    public string Usage => _table.Text(_usage);

    /// <summary>0 angry, 1 disgust, 2 fear, 3 happy, 4 sad, 5 surprise, 6 neutral; null and a problem for anything else.</summary>
    public Expression? Expression()
    {
        Expression? expression = _table.WholeNumber(_emotion) switch
        {
            0 => Core.Expression.Anger,
            1 => Core.Expression.Disgust,
            2 => Core.Expression.Fear,
            3 => Core.Expression.Happy,
            4 => Core.Expression.Sad,
            5 => Core.Expression.Surprise,
            6 => Core.Expression.Neutral,
            _ => null,
        };
        if (expression is null)
        {
            _table.Problems.Add(_table.Origin, $"expected an emotion from 0 to 6 but got '{_table.Text(_emotion)}'");
        }

        return expression;
    }

    /// <summary>The split, <c>train</c> where no usage is given; null and a problem for a usage that is none of the three.</summary>
    public string? Split()
    {
        if (!HasUsage)
        {
            return "train";
        }

        var split = CollectionFiles.Split(Usage);
        if (split is null)
        {
            _table.Problems.Add(_table.Origin, $"expected the usage Training, PublicTest or PrivateTest but got '{Usage}'");
        }

        return split;
    }

    /// <summary>The picture; null and a problem if the values are not as many as they should be, or none of grey.</summary>
    public Image? Picture()
    {
        var pixels = new byte[SidePx * SidePx];
        var text = _table.Utf8(_pixels);
        var count = 0;
        foreach (var range in text.Split((byte)' '))
        {
            if (text[range].IsEmpty)
            {
                continue;
            }

            if (!byte.TryParse(text[range], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                _table.Problems.Add(_table.Origin, $"expected grey values from 0 to 255 but value {count + 1} is none");
                return null;
            }

            if (count < pixels.Length)
            {
                pixels[count] = value;
            }

            count++;
        }

        if (count != pixels.Length)
        {
            _table.Problems.Add(_table.Origin, $"expected {pixels.Length} grey values ({SidePx}x{SidePx}) but got {count}");
            return null;
        }

        return new Image(SidePx, SidePx, 1, pixels);
    }
}
