namespace Mien.Reports.Tests;

public sealed class HtmlPageTests
{
    [Fact]
    public void Nothing_that_a_dataset_is_called_becomes_markup()
    {
        const string evil = "<script>\"'&";
        var table = new TextTable(evil, evil);
        table.Add(evil, evil);
        var page = HtmlPage.Text(evil, evil,
        [
            new() { Heading = evil, Paragraphs = [evil], Remarks = [new(RemarkLevel.Severe, evil, evil)], Tables = [table], Pictures = [new(evil + ".png", evil)] },
        ]);

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("src=\"%3Cscript%3E%22%27%26.png\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_section_shows_what_it_has()
    {
        var table = new TextTable("class", "count");
        table.Add("happy", "3");
        var page = HtmlPage.Text("Faces", "", [new() { Heading = "Classes", Remarks = [new(RemarkLevel.Note, "Small.", "Add pictures.")], Tables = [table] }]);

        Assert.Contains(
            "<h2>Classes</h2>\n<div class=\"remark note\"><b>Note</b>Small.<br><span class=\"faint\">Add pictures.</span></div>\n"
            + "<div class=\"wide\">\n<table>\n<tr><th class=\"text\">class</th><th>count</th></tr>\n<tr><td class=\"text\">happy</td><td>3</td></tr>\n</table>\n</div>\n</body>", page, StringComparison.Ordinal);
    }
}
