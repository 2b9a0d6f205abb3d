using System.Globalization;
using System.Text;

namespace Mien.Data.Files;

/// <summary>Unicode's canonical decomposition (NFD, UAX #15): equal for two texts that look alike because one has é and the other e with an accent behind it.</summary>
/// <remarks>
/// <see cref="string.Normalize()"/> returns every text as it is, because the program runs without ICU. The table is that of Unicode without the
/// ideographs that exist for the sake of other character sets.
/// </remarks>
internal static class CanonicalForm
{
    private const string TableName = "canonical-form.txt";

    // Hangul syllables are numbered by their letters (The Unicode Standard, section 3.12).
    private const int FirstSyllable = 0xAC00;
    private const int SyllableCount = 11172;
    private const int VowelCount = 21;
    private const int FinalCount = 28; // "none" is one of them

    private static readonly Lazy<(Dictionary<int, int[]> Forms, Dictionary<int, int> Classes)> Table = new(Read);

    /// <summary>The text in canonical decomposition.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        List<(int Rune, int Class)> runes = [];
        foreach (var rune in text.EnumerateRunes())
        {
            foreach (var part in Decompose(rune.Value))
            {
                Insert(runes, part);
            }
        }

        var result = new StringBuilder(runes.Count);
        foreach (var (rune, _) in runes)
        {
            result.Append(new Rune(rune));
        }

        return result.ToString();
    }

    private static int[] Decompose(int rune)
    {
        if (rune - FirstSyllable is not (>= 0 and < SyllableCount and var syllable))
        {
            return Table.Value.Forms.GetValueOrDefault(rune) ?? [rune];
        }

        int[] letters = [0x1100 + (syllable / (VowelCount * FinalCount)), 0x1161 + (syllable / FinalCount % VowelCount), 0x11A7 + (syllable % FinalCount)];
        return syllable % FinalCount == 0 ? letters[..2] : letters;
    }

    // Marks of different classes, such as one above and one below, stand by their class; those of one class keep their order.
    private static void Insert(List<(int Rune, int Class)> runes, int rune)
    {
        var own = Table.Value.Classes.GetValueOrDefault(rune);
        var place = runes.Count;
        while (own > 0 && place > 0 && runes[place - 1].Class > own)
        {
            place--;
        }

        runes.Insert(place, (rune, own));
    }

    private static (Dictionary<int, int[]> Forms, Dictionary<int, int> Classes) Read()
    {
        var (forms, classes) = (new Dictionary<int, int[]>(), new Dictionary<int, int>());
        using var reader = new StreamReader(typeof(CanonicalForm).Assembly.GetManifestResourceStream(TableName)!);
        while (reader.ReadLine() is { } line)
        {
            if (line.Split(" = ") is [var whole, var parts])
            {
                forms[Hex(whole)] = Array.ConvertAll(parts.Split(' '), Hex);
            }
            else if (line.Split('-', ' ') is [var first, var last, var number])
            {
                for (var rune = Hex(first); rune <= Hex(last); rune++)
                {
                    classes[rune] = int.Parse(number, CultureInfo.InvariantCulture);
                }
            }
        }

        return (forms, classes);
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
