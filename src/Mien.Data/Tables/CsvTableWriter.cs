using System.Globalization;
using CsvHelper;
using Mien.Core;

namespace Mien.Data.Tables;

/// <summary>
/// Writes a table as it is read everywhere: RFC 4180 with <c>\n</c>, UTF-8 without a byte-order mark, a point in numbers, quotes only where
/// they are needed. The file appears under its name when it is whole (<see cref="AtomicFile"/>).
/// </summary>
public sealed class CsvTableWriter
{
    private readonly CsvWriter _writer;
    private bool _passesRowsOn;

    private CsvTableWriter(CsvWriter writer) => _writer = writer;

    private static CsvWriterOptions Options => new() { NewLine = "\n", ValidateFieldCount = true };

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file; an old one is replaced.</param>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="write">Writes the rows: for each, its fields and <see cref="EndRow"/>.</param>
    /// <exception cref="IOException">The disk is full, the folder is missing, or the like; the old file is untouched.</exception>
    public static void Write(string path, IEnumerable<string> columns, Action<CsvTableWriter> write)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(write);
        AtomicFile.Write(path, stream =>
        {
            using var writer = CsvWriter.Create(stream, Options, leaveOpen: true);
            writer.WriteHeader([.. columns]);
            write(new CsvTableWriter(writer));
        });
    }

    /// <summary>Writes to a stream of text, such as the standard output; every row is passed on as it ends.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="write">Writes the rows: for each, its fields and <see cref="EndRow"/>.</param>
    public static void Write(TextWriter output, IEnumerable<string> columns, Action<CsvTableWriter> write)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(write);
        using var writer = CsvWriter.Create(output, Options, leaveOpen: true);
        writer.WriteHeader([.. columns]);
        write(new CsvTableWriter(writer) { _passesRowsOn = true });
    }

    /// <summary>Adds a field; null is an empty one.</summary>
    public CsvTableWriter Add(string? value)
    {
        _writer.WriteField(value ?? "");
        return this;
    }

    /// <summary>Adds a number in the shortest form that reads back as the same value; null is an empty field.</summary>
    public CsvTableWriter Add(double? value) => Add(value?.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>Adds a whole number; null is an empty field.</summary>
    public CsvTableWriter Add(long? value) => Add(value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Ends the row.</summary>
    /// <exception cref="InvalidOperationException">It has another number of fields than there are columns.</exception>
    public void EndRow()
    {
        _writer.EndRecord();
        if (_passesRowsOn)
        {
            _writer.Flush();
        }
    }
}
