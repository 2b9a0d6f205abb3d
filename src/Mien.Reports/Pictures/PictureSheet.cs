using System.Collections.Concurrent;
using Mien.Imaging;

namespace Mien.Reports;

/// <summary>A picture file of a contact sheet.</summary>
/// <param name="Path">The file.</param>
/// <param name="Caption">Text below it; see <see cref="ContactSheetCell"/>.</param>
/// <param name="Mark">Frame and colour of the caption.</param>
public sealed record PictureSheetEntry(string Path, string Caption, CellMark Mark = CellMark.None);

/// <summary>A contact sheet of picture files. Pictures are shrunk one by one, so that memory is bounded by the sheet.</summary>
public static class PictureSheet
{
    /// <summary>Draws a sheet into a file.</summary>
    /// <param name="entries">The pictures; those that cannot be read are left out.</param>
    /// <param name="output">The file; replaced in one step, its extension chooses the format.</param>
    /// <param name="options">Looks; null for the defaults.</param>
    /// <returns>Whether there was a picture to draw.</returns>
    /// <exception cref="ImageException">The file cannot be written.</exception>
    public static bool Write(IReadOnlyList<PictureSheetEntry> entries, string output, ContactSheetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentException.ThrowIfNullOrEmpty(output);
        options ??= new();
        var cells = new ContactSheetCell?[entries.Count];
        Parallel.ForEach(Partitioner.Create(0, entries.Count, 1), range => cells[range.Item1] = Read(entries[range.Item1], options.PicturePx));
        ContactSheetCell[] readable = [.. cells.OfType<ContactSheetCell>()];
        if (readable.Length > 0)
        {
            ImageCodec.Write(ContactSheet.Draw(readable, options), output);
        }

        return readable.Length > 0;
    }

    private static ContactSheetCell? Read(PictureSheetEntry entry, int sidePx)
    {
        try
        {
            return new(ContactSheet.Fitted(ImageCodec.Read(entry.Path), sidePx), entry.Caption, entry.Mark);
        }
        catch (ImageException)
        {
            return null;
        }
    }
}
