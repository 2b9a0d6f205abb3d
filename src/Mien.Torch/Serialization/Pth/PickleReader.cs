using System.Globalization;
using System.Numerics;

namespace Mien.Torch.Serialization.Pth;

/// <summary>
/// A stack machine for the part of Python's pickle language that makes numbers, text and containers. Whatever else a pickle names or
/// calls is asked of <see cref="PthObjects"/>, which knows a short list and refuses the rest by name; nothing of the file is ever run.
/// </summary>
/// <remarks>
/// Opcodes as in CPython's Lib/pickletools.py, those of the text protocols 0 and 1 left out, which torch.save does not use. Every operation
/// reads at least one byte and goes no deeper, so nesting costs nothing; what it makes is charged to a limit of memory.
/// </remarks>
internal sealed class PickleReader(PickleCursor cursor, PthObjects objects)
{
    private const int MaxOperations = 10_000_000;
    private const long MaxMemory = 256 << 20; // the largest nets need 2 MiB; without a limit, 10 MB of empty dictionaries become 1.4 GB
    private const int MaxIntegerBytes = 32;
    private const int NewestProtocol = 5;

    // About what .NET takes, with the room that growing leaves.
    private const long ReferenceBytes = 16, ObjectBytes = 32, EntryBytes = 64;

    private static readonly object Mark = new();

    private readonly Stack<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];
    private int _markCount;
    private long _memory;

    /// <summary>Reads one pickle up to its end.</summary>
    /// <returns>Its value: null, bool, long, BigInteger, double, string, byte[], a list, a tuple as array, or what <see cref="PthObjects"/> makes.</returns>
    /// <exception cref="PickleException">It is not valid, too large, or asks for something that is not allowed.</exception>
    public object? Read()
    {
        for (var count = 0; count < MaxOperations; count++)
        {
            var operation = (char)cursor.Byte();
            if (operation == '.')
            {
                return Pop();
            }

            if (!(RunValue(operation) || RunContainer(operation) || RunMemo(operation) || RunObject(operation)))
            {
                throw new PickleException(
                    $"its description has the operation 0x{(int)operation:x2} at byte {cursor.Position - 1}, which weights do not need");
            }
        }

        throw new PickleException($"its description has more than {MaxOperations} operations");
    }

    private bool RunValue(char operation)
    {
        switch (operation)
        {
            case 'N': Push(null); return true;
            case '\x88': Push(true); return true;
            case '\x89': Push(false); return true;
            case 'K': Push((long)cursor.Byte()); return true;
            case 'M': Push((long)cursor.UInt16()); return true;
            case 'J': Push((long)cursor.Int32()); return true;
            case '\x8a': PushInteger(cursor.Byte()); return true;
            case '\x8b': PushInteger(cursor.UInt32()); return true;
            case 'G': Push(cursor.Double()); return true;
            case 'U' or '\x8c': Push(cursor.Text(cursor.Byte())); return true;
            case 'T' or 'X': Push(cursor.Text(cursor.UInt32())); return true;
            case '\x8d': Push(cursor.Text(cursor.Int64())); return true;
            case 'C': Push(cursor.Take(cursor.Byte()).ToArray()); return true;
            case 'B': Push(cursor.Take(cursor.UInt32()).ToArray()); return true;
            case '\x8e': Push(cursor.Take(cursor.Int64()).ToArray()); return true;
            default: return false;
        }
    }

    private bool RunContainer(char operation)
    {
        switch (operation)
        {
            case '(': PushAgain(Mark); _markCount++; return true;
            case ')': Push(Array.Empty<object?>()); return true;
            case '\x85': Push(Popped(1)); return true;
            case '\x86': Push(Popped(2)); return true;
            case '\x87': Push(Popped(3)); return true;
            case 't': Push(PopToMark()); return true;
            case ']': Push(new List<object?>()); return true;
            case 'l': Push(PopToMark().ToList()); return true;
            case 'a': Append(Popped(1)); return true;
            case 'e': Append(PopToMark()); return true;
            case '}': Push(new PickleDictionary()); return true;
            case 'd': var pairs = PopToMark(); Push(new PickleDictionary()); SetItems(pairs); return true;
            case 's': SetItems(Popped(2)); return true;
            case 'u': SetItems(PopToMark()); return true;
            case '0': Pop(); return true;
            case '1': PopToMark(); return true;
            default: return false;
        }
    }

    private bool RunMemo(char operation)
    {
        switch (operation)
        {
            case 'q': Remember(cursor.Byte()); return true;
            case 'r': Remember(cursor.UInt32()); return true;
            case '\x94': Remember(_memo.Count); return true;
            case 'h': PushAgain(Recall(cursor.Byte())); return true;
            case 'j': PushAgain(Recall(cursor.UInt32())); return true;
            case '2': PushAgain(Peek()); return true;
            case '\x80': CheckProtocol(cursor.Byte()); return true;
            case '\x95': cursor.Int64(); return true; // a frame: how much to read at once
            default: return false;
        }
    }

    private bool RunObject(char operation)
    {
        switch (operation)
        {
            case 'c': Push(PthObjects.Find(cursor.Line(), cursor.Line())); return true;
            case 'i': PthObjects.Find(cursor.Line(), cursor.Line()); return false; // an instance: known or not, it is refused
            case '\x93':
                var names = Popped(2);
                Push(PthObjects.Find(names[0] as string ?? "?", names[1] as string ?? "?"));
                return true;
            case 'R':
                var call = Popped(2);
                Push(objects.Call(call[0], call[1]));
                return true;
            case 'b': // state of the object below, which keeps it if it is a container: "_metadata" of a state dict
                Pop();
                return Peek() is PickleDictionary ? true : throw new PickleException("it sets the state of something that is no dictionary");
            case 'Q': Push(objects.FindStorage(Pop())); return true;
            default: return false;
        }
    }

    private void PushInteger(long byteCount)
    {
        if (byteCount > MaxIntegerBytes)
        {
            throw new PickleException($"it has a whole number of {byteCount} bytes");
        }

        var value = new BigInteger(cursor.Take(byteCount));
        if (value < long.MinValue || value > long.MaxValue)
        {
            Push(value);
        }
        else
        {
            Push((long)value);
        }
    }

    private void Append(object?[] values)
    {
        var list = Peek() as List<object?> ?? throw new PickleException("it appends to something that is no list");
        Charge(values.Length * ReferenceBytes);
        list.AddRange(values);
    }

    private void SetItems(object?[] pairs)
    {
        var dictionary = Peek() as PickleDictionary ?? throw new PickleException("it sets an entry of something that is no dictionary");
        if (pairs.Length % 2 != 0)
        {
            throw new PickleException("it has a key without a value");
        }

        Charge(pairs.Length * EntryBytes);
        for (var i = 0; i < pairs.Length; i += 2)
        {
            dictionary.Set(pairs[i], pairs[i + 1]);
        }
    }

    private static void CheckProtocol(byte version)
    {
        if (version > NewestProtocol)
        {
            throw new PickleException(string.Create(CultureInfo.InvariantCulture, $"its description has protocol {version}; expected at most {NewestProtocol}"));
        }
    }

    private object? Recall(long number) => _memo.TryGetValue(number, out var value)
        ? value
        : throw new PickleException($"its description refers to value {number}, which it has not remembered");

    private void Remember(long number)
    {
        Charge(EntryBytes);
        _memo[number] = Peek();
    }

    private void Push(object? value)
    {
        Charge(value switch
        {
            string text => 2L * text.Length,
            byte[] bytes => bytes.Length,
            object?[] list => list.Length * ReferenceBytes,
            PickleDictionary => 256,
            PthTensor => 512,
            _ => 0,
        });
        Charge(ObjectBytes);
        PushAgain(value);
    }

    private void PushAgain(object? value)
    {
        Charge(ReferenceBytes);
        _stack.Push(value);
    }

    private void Charge(long bytes)
    {
        _memory += bytes;
        if (_memory > MaxMemory)
        {
            throw new PickleException($"its description needs more than {MaxMemory >> 20} MiB of memory, which no weights do");
        }
    }

    private object? Peek() => _stack.TryPeek(out var value) && value != Mark ? value : throw Underflow();

    private object? Pop() => _stack.TryPop(out var value) && value != Mark ? value : throw Underflow();

    private object?[] Popped(int count)
    {
        var values = new object?[count];
        for (var i = count - 1; i >= 0; i--)
        {
            values[i] = Pop();
        }

        return values;
    }

    private object?[] PopToMark()
    {
        if (_markCount-- == 0)
        {
            throw Underflow();
        }

        List<object?> values = [];
        while (_stack.Pop() is var value && value != Mark)
        {
            values.Add(value);
        }

        values.Reverse();
        return [.. values];
    }

    private static PickleException Underflow() => new("its description takes a value that is not there");
}
