using System.Text;

namespace Mien.Data.Tables;

/// <summary>The lines of a text, refused where one is longer than any honest one.</summary>
internal sealed class LimitedLines(Stream stream, string name)
{
    private const int MaxLength = 4096;

    /// <summary>Each line without its end, and its number from 1.</summary>
    public IEnumerable<(string Line, long Number)> Read()
    {
        using var reader = new StreamReader(stream, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        var (line, number) = (new StringBuilder(), 1L);
        for (var value = reader.Read(); value >= 0; value = reader.Read())
        {
            if (value == '\n')
            {
                yield return (line.ToString().TrimEnd('\r').TrimStart('\uFEFF'), number++);
                line.Clear();
            }
            else if (line.Append((char)value).Length > MaxLength)
            {
                throw new TableException(name, $"expected lines of at most {MaxLength} characters but line {number} is longer.");
            }
        }

        if (line.Length > 0)
        {
            yield return (line.ToString().TrimStart('\uFEFF'), number);
        }
    }
}
