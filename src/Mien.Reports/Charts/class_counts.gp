# Pictures of each class, a bar for each split. Set before: counts (CSV: class, then a column per split), splits (their number), title.
# By hand: gnuplot -e "counts='counts.csv'; splits='2'; title='faces'" class_counts.gp > counts.png
set terminal pngcairo size 1200,480 font "DejaVu Sans,11" background "#ffffff"
set datafile separator comma
set datafile commentschars ""
set border 3 linecolor "#787e8a"
set tics nomirror textcolor "#282c34"
set xtics scale 0 noenhanced
set grid ytics linecolor "#e4e7ec" linetype 1
set ylabel "pictures" textcolor "#282c34"
set key top right textcolor "#282c34" noenhanced autotitle columnheader
set title title noenhanced textcolor "#282c34"
set style fill solid noborder
set linetype 1 linecolor "#317aba"
set linetype 2 linecolor "#d9822b"
set linetype 3 linecolor "#2ea05a"
set linetype 4 linecolor "#8c6bb1"
set linetype 5 linecolor "#787e8a"

splits = int(splits)
if (splits == 1) { unset key }
width = 0.8 / splits
stats counts using 2 nooutput name "C"
set xrange [-0.6 : C_records - 0.4]
set yrange [0 : *]
set offsets 0, 0, graph 0.08, 0
if (C_records > 12) { set xtics rotate by -40 }

place(split, row) = row + (split - (splits + 1) / 2.0) * width
plot for [i=1:splits] counts using (place(i, $0)):(column(i + 1)):(width * 0.94) with boxes linetype i title columnheader(i + 1), \
     for [i=1:splits] counts using (place(i, $0)):(column(i + 1)):(sprintf("%d", column(i + 1))) with labels offset 0,0.6 textcolor "#282c34" font ",9" notitle, \
     counts using ($0):(0):xtic(1) with points pointtype 0 notitle
