using System.Text;
using Mien.Core;
using Mien.Data.Tables;

namespace Mien.Data.Tests.Tables;

public sealed class CsvTableTests
{
    [Theory]
    [InlineData("file,label\na.png,happy\n")]
    [InlineData("file;label\r\na.png;happy\r\n")]
    [InlineData("file\tlabel\na.png\thappy")]
    [InlineData("\uFEFFfile,label\n\n\"a.png\",\"happy\"\n\n")]
    public void Separators_line_ends_quotes_and_the_byte_order_mark_make_no_difference(string text)
    {
        using var table = Table(text);

        Assert.Equal(["file", "label"], table.Columns);
        Assert.True(table.Next());
        Assert.Equal(("a.png", "happy"), (table.Text(0), table.Text(1)));
        Assert.False(table.Next());
        Assert.Equal(0, table.Problems.Count);
    }

    [Fact]
    public void Quoted_fields_hold_separators_quotes_and_line_breaks_and_lines_are_counted_through_them()
    {
        using var table = Table("a,b\n\"1,\"\"x\"\"\n2\",y\nu,v\n");

        Assert.True(table.Next());
        Assert.Equal("1,\"x\"\n2", table.Text(0));
        Assert.Equal("set.csv:2", table.Origin);
        Assert.True(table.Next());
        Assert.Equal("set.csv:4", table.Origin);
    }

    [Fact]
    public void Columns_are_found_whatever_their_case_and_missing_ones_are_told_together()
    {
        using var table = Table("Filename , labl,x\n");

        Assert.Equal(0, table.Find("filename"));
        var message = Assert.Throws<ConfigProblemsException>(() => table.Require("label", "filename", "valence")).Message;
        Assert.Contains("2 problems", message, StringComparison.Ordinal);
        Assert.Contains("did you mean 'labl'?", message, StringComparison.Ordinal);
        Assert.Contains("'valence'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Malformed_rows_are_passed_over_and_named_with_their_lines()
    {
        using var table = Table("a,b\n1,2\n3\n4,5,6\n\"x\"y,1\n7,8\n");

        Assert.True(table.Next());
        Assert.True(table.Next());
        Assert.Equal("7", table.Text(0));
        Assert.Equal(["set.csv:3", "set.csv:4", "set.csv:5"], table.Problems.Kept.Select(problem => problem.Origin));
    }

    [Fact]
    public void A_quote_that_never_ends_is_told_where_it_begins()
    {
        using var table = Table("a,b\n1,2\n3,\"4\n5,6\n");

        Assert.True(table.Next());
        Assert.False(table.Next());
        Assert.Contains("set.csv:3: a quoted field begins here", Assert.Single(table.Problems.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_are_finite_and_have_a_point()
    {
        using var table = Table("a;b;c;d\n-0.5;1,5;nan;1e3\n");

        Assert.True(table.Next());
        Assert.Equal([-0.5, null, null, 1000.0], Enumerable.Range(0, 4).Select(table.Number));
    }

    [Theory]
    [InlineData(0, "found a NUL byte", 9)]
    [InlineData(0xE9, "byte 0xE9", 9)] // an é of Latin-1
    public void A_file_that_is_no_text_in_utf8_is_refused_with_the_place(byte bad, string complaint, int position)
    {
        byte[] bytes = [.. "a,b\nx,y\nz"u8, bad, .. ",w\n"u8];

        var message = Assert.Throws<TableException>(() =>
        {
            using var table = CsvTable.Read(new MemoryStream(bytes), "set.csv");
            while (table.Next())
            {
            }
        }).Message;

        Assert.Contains(complaint, message, StringComparison.Ordinal);
        Assert.Contains($"at byte {position} (line 3)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_character_that_the_file_ends_in_the_middle_of_is_refused() =>
        Assert.Contains("0xC3", Refusal([.. "a\nb"u8, 0xC3]), StringComparison.Ordinal);

    [Fact]
    public void Text_in_utf16_is_recognised() =>
        Assert.Contains("UTF-16", Refusal([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("a,b\n")]), StringComparison.Ordinal);

    [Fact]
    public void Characters_of_several_bytes_survive_being_cut_by_a_read()
    {
        var name = string.Concat(Enumerable.Repeat("é漢😀", 5));
        using var table = CsvTable.Read(new TrickleStream(Encoding.UTF8.GetBytes($"file\n{name}\n")), "set.csv");

        Assert.True(table.Next());
        Assert.Equal(name, table.Text(0));
    }

    [Fact]
    public void An_endless_row_is_refused_before_it_fills_the_memory()
    {
        using var table = CsvTable.Read(new MemoryStream([.. "a\n\""u8, .. Enumerable.Repeat((byte)'x', 1 << 20)]), "set.csv", new CsvLimits { MaxRowBytes = 1 << 16 });

        Assert.Contains("set.csv", Assert.Throws<TableException>(() => table.Next()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("a,b,A\n", "'a' stands there 2 times")]
    public void A_header_that_names_no_columns_is_refused(string text, string complaint) =>
        Assert.Contains(complaint, Refusal(Encoding.UTF8.GetBytes(text)), StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("/no/such.csv", Assert.Throws<TableException>(() => CsvTable.Open("/no/such.csv")).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_written_is_read_back()
    {
        using var tree = new PictureTree();
        var path = Path.Combine(tree.Root, "out.csv");
        CsvTableWriter.Write(path, ["name", "value", "note"], writer =>
        {
            writer.Add("a,\"b\"\nc").Add(0.1).Add((string?)null).EndRow();
            writer.Add("é").Add(12L).Add("x").EndRow();
        });

        Assert.Equal("name,value,note\n\"a,\"\"b\"\"\nc\",0.1,\né,12,x\n", File.ReadAllText(path));
        using var table = CsvTable.Open(path);
        Assert.True(table.Next());
        Assert.Equal(("a,\"b\"\nc", 0.1, ""), (table.Text(0), table.Number(1), table.Text(2)));
    }

    private static CsvTable Table(string text) => CsvTable.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "folder/set.csv");

    private static string Refusal(byte[] bytes) => Assert.Throws<TableException>(() =>
    {
        using var table = CsvTable.Read(new MemoryStream(bytes), "set.csv");
        while (table.Next())
        {
        }
    }).Message;

    /// <summary>Gives one byte at a time.</summary>
    private sealed class TrickleStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);
    }
}
