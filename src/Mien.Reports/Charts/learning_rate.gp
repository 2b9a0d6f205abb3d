# Loss over the learning rate. Set before: losses (CSV: learning_rate,loss,smoothed with a header), suggestion (a rate to mark), title.
# By hand: gnuplot -e "losses='lr.csv'; suggestion='0.01'; title=''" learning_rate.gp > lr.png
set terminal pngcairo size 900,480 font "DejaVu Sans,11" background "#ffffff"
set datafile separator comma
set title title noenhanced textcolor "#282c34"
set border 3 linecolor "#787e8a"
set tics nomirror textcolor "#282c34"
set grid linecolor "#e4e7ec" linetype 1
set logscale x
set format x "10^{%L}"
set xlabel "learning rate" textcolor "#282c34"
set ylabel "training loss" textcolor "#282c34"
set key bottom left textcolor "#282c34" samplen 2
rate = real(suggestion)
stats losses using 3 skip 1 nooutput name "S"
set yrange [S_min - 0.1 * (S_max - S_min) : S_max + 0.1 * (S_max - S_min)]
set arrow from rate, graph 0 to rate, graph 1 nohead linecolor "#c42b2b" linewidth 1.5 dashtype 2
plot losses using 1:2 skip 1 with points pointtype 7 pointsize 0.4 linecolor "#b9c4d0" title "each step", \
     losses using 1:3 skip 1 with lines linewidth 2 linecolor "#317aba" title "smoothed", \
     NaN with lines linecolor "#c42b2b" dashtype 2 title sprintf("suggestion %.2g", rate)
