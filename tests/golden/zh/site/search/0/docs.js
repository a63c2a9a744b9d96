gongkai("& ",">")
