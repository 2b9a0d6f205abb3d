using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CsvHelper;
using Mien.Core;

namespace Mien.Data.Tables;

/// <summary>
/// Reads a table of text with a header, row by row and in bounded memory: RFC 4180, with comma, semicolon or tab between the fields (the
/// header says which), <c>\n</c> or <c>\r\n</c>, UTF-8 with or without a byte-order mark. Line breaks may stand inside quotes.
/// </summary>
/// <remarks>
/// Malformed rows (a quote in the wrong place, another number of fields than the header) are passed over and told in
/// <see cref="Problems"/>; what makes the rest of the file worthless (no text, a row beyond the limits) throws. Empty lines do not count.
/// </remarks>
public sealed class CsvTable : IDisposable
{
    private readonly Stream _stream;
    private readonly CsvReader _reader;
    private readonly string _fileName;
    private readonly bool _hasHeader;

    private CsvTable(Stream stream, string name, CsvLimits limits, ProblemList problems, ImmutableArray<string> columns)
    {
        (Name, _fileName, Problems, Columns, _hasHeader) = (name, Path.GetFileName(name), problems, columns, columns.IsDefault);
        (_stream, var separator) = Sniff(stream, name);
        _reader = CsvReader.Create(_stream, new CsvReaderOptions
        {
            Separator = separator,
            Encoding = new UTF8Encoding(false),
            MaxRecordSize = limits.MaxRowBytes,
            TrackLineNumbers = true,
            DetectSeparatorHint = false,
            HasHeader = _hasHeader,
            MalformedData = CsvMalformedDataHandling.Skip,
            FieldCountMismatch = _hasHeader ? CsvFieldCountHandling.Skip : CsvFieldCountHandling.Allow,
            OnMalformedRecord = record => Problems.Add($"{_fileName}:{record.LineNumber}", Explain(record.Reason)),
        });
    }

    /// <summary>Path of the file, or what it is called.</summary>
    public string Name { get; }

    /// <summary>Names of the columns as they stand in the header, trimmed. A name may be empty: pandas writes its index so.</summary>
    public ImmutableArray<string> Columns { get; private set; }

    /// <summary>Malformed rows that were passed over; a reader of the table adds what it finds wrong with the others.</summary>
    public ProblemList Problems { get; }

    /// <summary>Line of the file where the current row begins, from 1.</summary>
    public long Line => _reader.LineNumber;

    /// <summary>How messages name the current row: <c>labels.csv:17</c>.</summary>
    public string Origin => string.Create(CultureInfo.InvariantCulture, $"{_fileName}:{Line}");

    /// <summary>How much of the file was read, from 0 to 1.</summary>
    public double Progress => _stream.Length == 0 ? 1 : (double)_stream.Position / _stream.Length;

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What it may cost; null for <see cref="CsvLimits.Default"/>.</param>
    /// <param name="problems">Takes what is wrong with rows, for example of several tables together; null for a list of its own.</param>
    /// <exception cref="TableException">The file is missing, empty, no text, or its header is malformed.</exception>
    public static CsvTable Open(string path, CsvLimits? limits = null, ProblemList? problems = null) => Open(path, limits, problems, columns: default);

    /// <summary>Opens a file whose first line is a row already.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">What its columns are called; rows with another number of fields are malformed.</param>
    /// <param name="problems">Takes what is wrong with rows; null for a list of its own.</param>
    /// <exception cref="TableException">The file is missing, or no text.</exception>
    public static CsvTable OpenWithoutHeader(string path, ImmutableArray<string> columns, ProblemList? problems = null) => Open(path, null, problems, columns);

    /// <summary>Reads a table from a stream, which it closes.</summary>
    /// <param name="stream">The bytes of the table; it must know its length.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="limits">What it may cost; null for <see cref="CsvLimits.Default"/>.</param>
    /// <param name="problems">Takes what is wrong with rows; null for a list of its own.</param>
    /// <exception cref="TableException">The table is empty, no text, or its header is malformed.</exception>
    public static CsvTable Read(Stream stream, string name, CsvLimits? limits = null, ProblemList? problems = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        return Read(stream, name, limits, problems, columns: default);
    }

    private static CsvTable Open(string path, CsvLimits? limits, ProblemList? problems, ImmutableArray<string> columns)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return Read(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1), path, limits, problems, columns);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TableException(path, $"cannot be read: {e.Message}", e);
        }
    }

    private static CsvTable Read(Stream stream, string name, CsvLimits? limits, ProblemList? problems, ImmutableArray<string> columns)
    {
        limits ??= CsvLimits.Default;
        CsvTable? table = null;
        try
        {
            table = new CsvTable(stream, name, limits, problems ?? new(), columns);
            if (columns.IsDefault)
            {
                table.ReadHeader(limits);
            }

            return table;
        }
        catch
        {
            (table as IDisposable ?? stream).Dispose();
            throw;
        }
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="TableException">There is no text, or a row beyond the limits.</exception>
    public bool Next()
    {
        try
        {
            while (_reader.Read())
            {
                if (_hasHeader || _reader.FieldCount == Columns.Length)
                {
                    return true;
                }

                Problems.Add(Origin, $"expected {Columns.Length} fields ({string.Join(", ", Columns)}) but got {_reader.FieldCount}");
            }

            return false;
        }
        catch (Exception e) when (e is CsvFormatException or InvalidDataException or InvalidOperationException)
        {
            throw new TableException(Name, $"cannot be read on: {e.Message}", e);
        }
    }

    /// <summary>The position of a column (case does not count, nor do spaces around it), or -1.</summary>
    public int Find(string column)
    {
        ArgumentNullException.ThrowIfNull(column);
        for (var index = 0; index < Columns.Length; index++)
        {
            if (Columns[index].Equals(column.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>The positions of columns that there must be.</summary>
    /// <exception cref="ConfigProblemsException">Columns are missing; all are named, each with the one that was probably meant.</exception>
    public ImmutableArray<int> Require(params ReadOnlySpan<string> columns)
    {
        var positions = ImmutableArray.CreateBuilder<int>(columns.Length);
        var missing = new ProblemList(int.MaxValue);
        foreach (var column in columns)
        {
            positions.Add(Find(column));
            if (positions[^1] < 0)
            {
                missing.Add($"{_fileName}:1", $"expected a column '{column}' but there are only {string.Join(", ", Columns)}{NearMiss.Hint(column, Columns)}");
            }
        }

        missing.ThrowIfAny(Name);
        return positions.MoveToImmutable();
    }

    /// <summary>A field of the current row as text.</summary>
    public string Text(int column) => _reader.GetString(column);

    /// <summary>A field of the current row in UTF-8, without quotes; valid until <see cref="Next"/>.</summary>
    public ReadOnlySpan<byte> Utf8(int column) => _reader.GetSpan(column);

    /// <summary>A field of the current row as a number that is neither infinite nor NaN, with a point for the fraction; null for anything else.</summary>
    public double? Number(int column) =>
        double.TryParse(Utf8(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    /// <summary>A field of the current row as a whole number; null for anything else.</summary>
    public int? WholeNumber(int column) =>
        int.TryParse(Utf8(column), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private void ReadHeader(CsvLimits limits)
    {
        try
        {
            _reader.ReadHeader();
        }
        catch (Exception e) when (e is CsvFormatException or InvalidDataException or InvalidOperationException)
        {
            throw new TableException(Name, $"its header cannot be read: {e.Message}", e);
        }

        Columns = [.. _reader.Headers.ToArray().Select(column => column.Trim())];
        var twice = Columns.Where(column => column.Length > 0).GroupBy(column => column, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        var problem = (Columns.Length, twice) switch
        {
            (0, _) => "expected a header with the names of the columns but the file is empty.",
            var (count, _) when count > limits.MaxColumns => $"has {count} columns; at most {limits.MaxColumns} are read.",
            (_, not null) => $"expected distinct names of columns but '{twice.Key}' stands there {twice.Count()} times.",
            _ => null,
        };
        if (problem is not null)
        {
            throw new TableException(Name, problem);
        }
    }

    private static string Explain(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.FieldCountMismatch => "expected as many fields as the header has, but this row has another number",
        CsvMalformedReason.UnterminatedQuote => "a quoted field begins here that never ends",
        CsvMalformedReason.TextAfterClosingQuote => "found text behind a closing quote; a quote inside of a quoted field is written twice",
        _ => "found a quote inside of an unquoted field; quote the field and write the quote twice",
    };

    // The separator is the one of the three that the first line has most often; a comma where it has none.
    private static (Stream Checked, char Separator) Sniff(Stream stream, string name)
    {
        const int sniffed = 1 << 16;
        var start = new byte[sniffed];
        var count = stream.ReadAtLeast(start, sniffed, throwOnEndOfStream: false);
        stream.Position -= count;
        var line = start.AsSpan(0, count);
        line = line.IndexOf((byte)'\n') is >= 0 and var end ? line[..end] : line;
        var (best, most) = (',', line.Count((byte)','));
        foreach (var candidate in (ReadOnlySpan<char>)[';', '\t'])
        {
            if (line.Count((byte)candidate) is var found && found > most)
            {
                (best, most) = (candidate, found);
            }
        }

        return (new TextCheckingStream(stream, name), best);
    }
}
